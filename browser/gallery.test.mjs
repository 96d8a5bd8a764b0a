// Every page in every state (`alur gallery`): what must hold of its shape at three
// widths, of its words, for people who see little or use keys, and on paper. `make browser`
// leaves a picture of each in browser/shots/galeri. Budgets are measured on a demo.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { everything, startDemo, startGallery, startBrowser, signIn, axeFaults, shoot, shots } from './alur.mjs'

let gallery, browser
before(async () => { gallery = await startGallery(); browser = await startBrowser() })
after(async () => { await browser?.close(); await gallery?.stop() })

// Words of English interfaces. Words that Indonesian uses as well are not among them:
// email, data, status, total, server, input, output, audit, internal, menu, tab, tender, token.
const english = new Set(`about accept accepted account action active add again agency all allowed and answer any apply approve approved are assigned
attachment back bad before blocked browse button by cancel cancelled change changed check choose clear click close closed code comment complete completed
confirm confirmed continue create created date day days deadline decline declined delete deleted denied description details disabled document documents
done download draft due edit empty enabled ended enter error errors event events expired failed false feasible file files filter find finding findings
first fixed flow for forbidden forgot form found from good help here hidden hide history home hour hours id if inactive invalid invitation is
item items last later letter link list loading log login logout member message messages missing more my name new next no none not note notes now
number of ok old on open optional or other our owner page pages party password paused pending people phone please poor previous print progress public
rejected reason refused remove removed replace replaced report request requests required reset resume retry returned review reviewed role save saved
search select send sent session settings show sign signature signed size sorry stage start started state step submit submitted success summary task team
test that the this time title to today track true try turn type unknown update updated upload uploaded user username users value verified version
view wait waiting warning was welcome with withdrawn wrong year yes your`.split(/\s+/))
// The ids that definitions use, which no reader should ever meet.
const flows = join(dirname(fileURLToPath(import.meta.url)), '..', 'flows')
const ids = new Set()
for (const name of readdirSync(flows).filter(n => n.endsWith('.yaml'))) {
  for (const m of readFileSync(join(flows, name), 'utf8').matchAll(/^\s*(?:- )?(?:(?:id|pakai|pemilik): )?([a-z]+(?:-[a-z]+)+):?(?=[\s:{]|$)/gm)) ids.add(m[1])
}

// Runs in the page: the visible text, but for code, keys and what is marked as another language.
const words = () => {
  const out = [document.title]
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement
    if (!n.data.trim() || e.closest('code, kbd, script, [lang]:not(html)') || !e.checkVisibility()) continue
    out.push(n.data)
  }
  for (const e of document.querySelectorAll('[aria-label], [alt], [placeholder]')) {
    for (const a of ['aria-label', 'alt', 'placeholder']) if (e.hasAttribute(a)) out.push(e.getAttribute(a))
  }
  return out.join('\n')
}

function wordFaults(text, key) {
  const faults = []
  for (const bad of ['null', 'undefined', 'NaN', '<nil>', '%!', '[object', '{{', 'map[', 'goroutine ', '0001']) {
    if (bad === '{{' && key.startsWith('letter_template')) continue // it tells how fields are written
    if (text.includes(bad)) faults.push(`shows "${bad}"`)
  }
  const bare = text.match(/\b[0-9a-f]{32,64}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,}/)
  if (bare) faults.push(`shows the raw id ${bare[0]}`)
  // Addresses and file names are no words.
  const plain = text.replace(/https?:\/\/\S+|\S+@\S+|\S+_\S+|\S+\.(?:pdf|docx|ics)\b/g, ' ')
  for (const [token] of plain.matchAll(/[a-z]+(?:-[a-z]+)+/g)) if (ids.has(token)) faults.push(`shows the id ${token}`)
  for (const [word] of plain.matchAll(/[A-Za-z]+/g)) {
    if (english.has(word.toLowerCase()) && !/^[A-Z]{2,}$/.test(word)) faults.push(`English: "${word}"`)
  }
  return [...new Set(faults)]
}

// Runs in the page: what must hold of its shape at the present width.
const shape = () => {
  const out = []
  const root = document.documentElement
  if (document.querySelectorAll('h1').length !== 1) out.push(`${document.querySelectorAll('h1').length} h1`)
  if (root.lang !== 'id') out.push(`lang "${root.lang}"`)
  const over = root.scrollWidth - root.clientWidth
  if (over > 0) {
    const wide = [...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > root.clientWidth + 1 && e.checkVisibility() && !e.closest('.tabel-gulir'))
    out.push(`scrolls sideways by ${over} px: ${wide?.tagName} ${wide?.className}`)
  }
  for (const e of document.querySelectorAll('body *')) {
    if (e.scrollWidth <= e.clientWidth + 1 || e.clientWidth <= 1 || !e.checkVisibility()) continue
    const how = getComputedStyle(e).overflowX
    const reachable = e.tabIndex >= 0 && (e.getAttribute('aria-label') || e.getAttribute('aria-labelledby'))
    if (/auto|scroll/.test(how) && !/^(TEXTAREA|INPUT|SELECT)$/.test(e.tagName) && !reachable) out.push(`a part scrolls sideways and cannot be reached by keys: ${e.tagName} ${e.className}`)
    if (how === 'hidden') out.push(`cut off: ${e.tagName} ${e.className}`)
  }
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!e.checkVisibility() || e.closest('.sembunyi') || e.matches('.sembunyi, .lompat')) continue
    const inline = getComputedStyle(e).display === 'inline' && [...e.parentNode.childNodes].some(n => n !== e && n.textContent.trim())
    const box = (e.matches('.daftar-tautan') ? e.closest('li') : e).getBoundingClientRect()
    if (!inline && box.width > 0 && (box.height < 23.5 || box.width < 23.5)) out.push(`small target: ${e.tagName} "${e.textContent.trim().slice(0, 30)}" ${Math.round(box.width)}×${Math.round(box.height)}`)
  }
  return [...new Set(out)]
}

// Runs in the page: what takes the focus and does not show it. Kinds seen before are skipped.
const blind = seen => {
  const out = [], kinds = []
  const drawn = (e, part) => {
    const s = getComputedStyle(e, part)
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2
  }
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')) {
    const kind = `${e.tagName} ${e.type ?? ''} ${e.className} ${e.parentElement.className}`
    if (seen.includes(kind) || kinds.includes(kind) || !e.checkVisibility() || e.tabIndex < 0 || e.disabled) continue
    kinds.push(kind)
    e.focus()
    if (document.activeElement !== e) { out.push(`takes no focus: ${kind}`); continue }
    const label = e.matches('.pilihan input') ? e.nextElementSibling : null
    if (!drawn(e) && !drawn(e, '::after') && !(label && drawn(label, '::before'))) out.push(`focus is not seen: ${kind}`)
  }
  document.activeElement?.blur()
  return { out, kinds }
}

const picture = (page, ...name) => page.screenshot({ path: join(shots, 'galeri', ...name) + '.jpg', type: 'jpeg', quality: 85 })

async function exhibits(page) {
  await page.goto(gallery.url)
  return page.$$eval('.galeri a', as => as.map(a => a.getAttribute('href').slice(1)))
}

const axed = new Map()

// What is found on one exhibit, at every width.
async function look(page, key, seen) {
  const found = []
  await page.setViewportSize({ width: 320, height: 768 })
  await page.goto(`${gallery.url}/${key}`)
  found.push(...(await page.evaluate(shape)).map(f => f + ' (320)'))
  // What fits into 320 px and into 1366 fits between them, too: `make browser` looks there as well.
  for (const width of everything ? [360, 1366] : [1366]) {
    await page.setViewportSize({ width, height: 768 })
    found.push(...(await page.evaluate(shape)).map(f => `${f} (${width})`))
    if (!everything) continue
    // The bar at the bottom of phones belongs below the page in its picture.
    await page.setViewportSize({ width, height: Math.max(768, await page.evaluate(() => document.documentElement.scrollHeight)) })
    await picture(page, String(width), key)
  }
  found.push(...wordFaults(await page.evaluate(words), key))
  const title = await page.title()
  if (!/^.{4,} · ALUR Kota Salatiga$/.test(title)) found.push(`title "${title}"`)
  // axe finds the same at any width; a stage's form has the same parts in both flows, and
  // the states of a page differ little.
  const template = key.replace(/[.].*/, '')
  if (!axed.has(template)) axed.set(template, 0)
  axed.set(template, axed.get(template) + 1)
  if (everything ? !key.startsWith('request_show.pihak-ketiga-') : axed.get(template) <= 1 || key.startsWith('request_show.swakelola-')) found.push(...await axeFaults(page))
  const focus = await page.evaluate(blind, seen)
  seen.push(...focus.kinds)
  return [...found, ...focus.out]
}

test('every page in every state', async () => {
  const list = await browser.newPage()
  const waiting = await exhibits(list)
  await list.close()
  assert.ok(waiting.length > 100, `${waiting.length} exhibits`)
  const faults = [], seen = []
  const worker = async () => {
    const page = await browser.newPage()
    let key
    page.on('console', m => { if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) faults.push(`${key}: console: ${m.text()}`) })
    while ((key = waiting.shift()) !== undefined) faults.push(...(await look(page, key, seen)).map(f => `${key}: ${f}`))
    await page.close()
  }
  await Promise.all([worker(), worker()])
  assert.deepEqual(faults, [])
})

test('colours of the system and less motion take nothing away', async () => {
  const faults = []
  const page = await browser.newPage({ viewport: { width: 360, height: 768 }, forcedColors: 'active', reducedMotion: 'reduce' })
  for (const key of ['request_show.anda', 'request_section.salah', 'tasks', 'sign_in.salah', 'track.dijeda']) {
    await page.goto(`${gallery.url}/${key}`)
    const { out } = await page.evaluate(blind, [])
    faults.push(...out.map(f => `${key}: ${f}`))
    faults.push(...await page.evaluate(key => {
      const out = []
      for (const e of document.querySelectorAll('.tag, .kartu, .giliran, .kabar, .catatan, .peringatan, .ringkasan-galat, .tombol, input[type=text], textarea, select')) {
        const s = getComputedStyle(e)
        if (e.checkVisibility() && (s.borderTopStyle === 'none' || parseFloat(s.borderTopWidth) < 1)) out.push(`${key}: no border: ${e.className || e.tagName}`)
      }
      for (const e of document.querySelectorAll('body *')) {
        const s = getComputedStyle(e)
        if (s.animationName !== 'none' || s.transitionDuration.split(',').some(d => parseFloat(d) > 0)) out.push(`${key}: moves: ${e.className}`)
      }
      return [...new Set(out)]
    }, key))
    await shoot(page, 'galeri', 'warna-sistem', key)
  }
  await page.close()
  assert.deepEqual(faults, [])
})

test('a request on paper', async () => {
  const page = await browser.newPage({ viewport: { width: 794, height: 1123 } })
  await page.emulateMedia({ media: 'print' })
  for (const key of ['request_show.anda', 'request_sent', 'request_history', 'requests']) {
    await page.goto(`${gallery.url}/${key}`)
    const shown = await page.evaluate(() => [...document.querySelectorAll('.kepala, .nav, .kaki, .tombol, .tombol-kedua, .tombol-teks, .balik, .tab, .saring, input[type=file], button')].filter(e => e.checkVisibility()).map(e => e.className))
    assert.deepEqual(shown, [], `${key}: what only a screen needs is printed`)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(over <= 0, `${key}: ${over} px wider than the paper`)
    await shoot(page, 'galeri', 'cetak', key)
  }
  await page.goto(`${gallery.url}/request_show.lain`)
  const text = await page.evaluate(() => document.body.innerText)
  for (const said of ['SI-2026-0042', 'Sistem Antrean Puskesmas', 'Telaah 8 dokumen', 'Tahap 3 dari 16', 'Kode lacak']) {
    assert.ok(text.includes(said), `the paper does not say "${said}"`)
  }
  await page.close()
})

test('without the internet, what is typed is kept and the page says so', async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 768 } })
  const page = await context.newPage()
  await page.goto(`${gallery.url}/request_section`)
  await context.setOffline(true)
  await page.fill('#judul', 'Sistem Antrean')
  await page.getByText('Tidak ada internet. Isian aman di perangkat ini').waitFor({ timeout: 15000 })
  await shoot(page, 'galeri', '360', 'request_section-tanpa-internet')
  await context.close()
})

test('a date is said in words, whatever the language of the browser', async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 768 }, locale: 'en-US' })
  await page.goto(`${gallery.url}/request_section.surat`)
  await page.getByText('Jumat, 4 Des 2026', { exact: true }).waitFor()
  await page.fill('#tanggal-surat', '2026-12-10')
  await page.getByText('Kamis, 10 Des 2026', { exact: true }).waitFor()
  await page.fill('#tanggal-surat', '')
  assert.equal(await page.locator('.hitung', { hasText: '2026' }).count(), 0)
  await page.close()
})

// Bytes over the wire of a first view: all of them with their headers, stylesheets and
// scripts by themselves.
async function weigh(page, path) {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const types = new Map(), sizes = { all: 0, Stylesheet: 0, Script: 0 }
  session.on('Network.responseReceived', e => types.set(e.requestId, e.type))
  session.on('Network.loadingFinished', e => { sizes.all += e.encodedDataLength })
  session.on('Network.dataReceived', e => {
    const type = types.get(e.requestId)
    if (type in sizes) sizes[type] += e.encodedDataLength
  })
  await page.goto(path, { waitUntil: 'networkidle' })
  await session.detach()
  return sizes
}

test('the budgets of a first view', async () => {
  const demo = await startDemo()
  try {
    const page = await browser.newPage({ viewport: { width: 360, height: 768 } })
    const weights = { beranda: await weigh(page, demo.url + '/') }
    await signIn(page, demo.url, 'pemohon')
    weights['tugas saya'] = await weigh(page, demo.url + '/tugas')
    await page.close()
    for (const [name, w] of Object.entries(weights)) {
      assert.ok(w.Stylesheet > 0 && w.Stylesheet <= 25_000, `${name}: ${w.Stylesheet} bytes of CSS`)
      assert.ok(w.Script > 0 && w.Script <= 30_000, `${name}: ${w.Script} bytes of scripts`)
      assert.ok(w.all <= 150_000, `${name}: ${w.all} bytes in all`)
    }
  } finally {
    await demo.stop()
  }
})
