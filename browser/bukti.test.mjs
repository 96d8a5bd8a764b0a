// The evidence of a request in a real Chromium: taken from the history, unpacked, and
// checked by its own page from the disk, whole and after changes.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inflateRawSync } from 'node:zlib'
import { shoot, sound, startBrowser, startDemo, visit, widths } from './alur.mjs'
import { underReview } from './requests.mjs'

let demo, browser, folder
before(async () => {
  demo = await startDemo()
  browser = await startBrowser()
  folder = await mkdtemp(join(tmpdir(), 'alur-bukti-'))
})
after(async () => {
  await browser?.close()
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Unpacks a ZIP into a folder, by its central directory. */
async function unpack(zip, into) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  let at = zip.readUInt32LE(end + 16)
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const [method, size, nameLength, extra, comment, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(from, from + size)
    await mkdir(dirname(join(into, name)), { recursive: true })
    await writeFile(join(into, name), method === 0 ? bytes : inflateRawSync(bytes))
    at += 46 + nameLength + extra + comment
  }
}

const lines = change => async dir => {
  const file = join(dir, 'riwayat.jsonl')
  const all = (await readFile(file, 'utf8')).trimEnd().split('\n')
  await writeFile(file, change(all).join('\n') + '\n')
}

/** Changes to a pack, and what the page says of them. */
const changes = {
  edited: [lines(l => l.map((x, i) => i === 2 ? x.replace('Antrean', 'antrean') : x)), 'Catatan 2 (baris 3 dari riwayat.jsonl): isinya tidak cocok dengan sidiknya.'],
  deleted: [lines(l => l.toSpliced(4, 1)), 'Catatan 4 (baris 5 dari riwayat.jsonl): yang tertulis nomor 5.'],
  inserted: [lines(l => l.toSpliced(4, 0, l[3])), 'Catatan 4 (baris 5 dari riwayat.jsonl): yang tertulis nomor 3.'],
  swapped: [lines(l => l.with(5, l[6]).with(6, l[5])), 'Catatan 5 (baris 6 dari riwayat.jsonl): yang tertulis nomor 6.'],
  cut: [lines(l => l.slice(0, -1)), 'ekornya dipotong'],
  'file swapped': [async dir => {
    const docs = (await readdir(join(dir, 'dokumen'))).sort().map(n => join(dir, 'dokumen', n))
    await rename(docs[0], docs[0] + '.x')
    await rename(docs[1], docs[0])
    await rename(docs[0] + '.x', docs[1])
  }, 'bukan berkas yang tercatat'],
  'file gone': [async dir => rm(join(dir, 'dokumen', (await readdir(join(dir, 'dokumen'))).sort()[2])), 'tidak ada.'],
  'proof forged': [async dir => {
    const file = join(dir, 'tanda-bukti.json')
    const p = JSON.parse(await readFile(file, 'utf8'))
    p.events[2].index++
    await writeFile(file, JSON.stringify(p))
  }, 'Catatan 3 bukan yang tercatat dalam daftar bersama'],
  'person changed': [async dir => {
    const file = join(dir, 'nilai-pribadi.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace('Wati', 'Wata'))
  }, 'bukan yang tercatat'],
}

/** Opens the page of a pack from the disk and lets it check the folder. */
async function checked(page, checker, dir) {
  await page.goto(pathToFileURL(checker).href)
  await page.setInputFiles('#map', dir)
  await page.locator('#hasil.utuh, #hasil.rusak, #hasil.sebagian').waitFor()
  return page.locator('#hasil').innerText()
}

test('a pack proves itself from the disk, and every change is found', async () => {
  const { id } = await underReview(demo.url, 'Antrean Puskesmas Bukti')
  const auditor = await visit(browser, demo.url, 'auditor', 1366)
  await auditor.page.goto(`${demo.url}/permohonan/${id}/riwayat`)
  // The last events are in the signed tree a second later.
  for (let n = 0; n < 60 && await auditor.page.getByText('sedang dicatat').count() > 0; n++) {
    await auditor.page.waitForTimeout(500)
    await auditor.page.reload()
  }
  const [download] = await Promise.all([auditor.page.waitForEvent('download'), auditor.page.getByRole('link', { name: 'Unduh berkas bukti' }).click()])
  assert.match(download.suggestedFilename(), /^berkas-bukti-SI-\d{4}-\d{4}\.zip$/)
  const dir = join(folder, 'utuh')
  await unpack(await readFile(await download.path()), dir)
  await auditor.context.close()

  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, bypassCSP: false })
  const page = await context.newPage()
  const asked = [], errors = []
  page.on('request', r => { if (!r.url().startsWith('file:')) asked.push(r.url()) })
  page.on('pageerror', e => errors.push(e.message))
  const checker = join(dir, 'periksa.html')

  const said = await checked(page, checker, dir)
  assert.match(said, /^Utuh\n/)
  assert.match(said, /\d+ catatan tersambung dan 8 dokumen cocok; 2 nilai pribadi cocok\./)
  const head = JSON.parse((await readFile(join(dir, 'riwayat.jsonl'), 'utf8')).split('\n')[0])
  assert.ok(said.includes(head.hash))
  for (const width of widths) {
    await page.setViewportSize({ width, height: 768 })
    await shoot(page, 'bukti-periksa', width)
  }
  for (const [what, [change, says]] of Object.entries(changes)) {
    const bad = join(folder, what.replace(' ', '-'))
    await cp(dir, bad, { recursive: true })
    await change(bad)
    const said = await checked(page, checker, bad)
    assert.match(said, /^Tidak utuh\n/, what)
    assert.ok(said.includes(says), `${what}: ${said}`)
  }
  await page.goto(pathToFileURL(join(dir, 'ringkasan.html')).href)
  assert.match(await page.locator('h1').innerText(), /Antrean Puskesmas Bukti/)
  for (const width of widths) {
    await page.setViewportSize({ width, height: 768 })
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), true, `${width}`)
    await shoot(page, 'bukti-ringkasan', width)
  }
  assert.deepEqual([asked, errors], [[], []])
  await context.close()

  // Both pages without faults, where axe may run its script.
  const open = await browser.newContext({ viewport: { width: 360, height: 768 }, bypassCSP: true })
  const plain = await open.newPage()
  await checked(plain, checker, dir)
  await sound(plain)
  await plain.goto(pathToFileURL(join(dir, 'ringkasan.html')).href)
  await sound(plain)
  await open.close()
})
