// PNG files: photographs for tests, and pictures of pages small enough for a guide.
import { deflateSync, crc32 } from 'node:zlib'

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data])
  const out = Buffer.alloc(8 + body.length)
  out.writeUInt32BE(data.length)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), 4 + body.length)
  return out
}

/** A PNG of 8 bits a pixel: grey, or indexes into a palette of RGB bytes. */
function encode(width, height, pixels, palette) {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head[8] = 8
  head[9] = palette ? 3 : 0
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) pixels.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width)
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), ...palette ? [chunk('PLTE', palette)] : [],
    chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A photograph, as a telephone would give it: 600×800, of one grey. */
export function photograph(name, grey) {
  return { name, mimeType: 'image/png', buffer: encode(600, 800, Buffer.alloc(600 * 800, grey)) }
}

/** The same picture in at most 256 colours: those that are used most, and for the others the nearest. */
export async function small(browser, png) {
  const page = await browser.newPage()
  const { width, height, data } = await page.evaluate(async base64 => {
    const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
    let text = ''
    for (let i = 0; i < data.length; i += 0x8000) text += String.fromCharCode(...data.subarray(i, i + 0x8000))
    return { width: bitmap.width, height: bitmap.height, data: btoa(text) }
  }, png.toString('base64'))
  await page.close()
  const rgba = Buffer.from(data, 'base64')
  const used = new Map()
  const colour = i => rgba[4 * i] << 16 | rgba[4 * i + 1] << 8 | rgba[4 * i + 2]
  for (let i = 0; i < width * height; i++) used.set(colour(i), (used.get(colour(i)) ?? 0) + 1)
  const kept = [...used].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([c]) => c)
  const index = new Map(kept.map((c, i) => [c, i]))
  const away = (a, b) => ((a >> 16) - (b >> 16)) ** 2 + ((a >> 8 & 255) - (b >> 8 & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2
  for (const c of used.keys()) {
    if (!index.has(c)) index.set(c, kept.reduce((best, k, i) => away(c, k) < away(c, kept[best]) ? i : best, 0))
  }
  const pixels = Buffer.alloc(width * height)
  for (let i = 0; i < pixels.length; i++) pixels[i] = index.get(colour(i))
  return encode(width, height, pixels, Buffer.from(kept.flatMap(c => [c >> 16, c >> 8 & 255, c & 255])))
}
