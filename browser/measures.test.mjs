// What the work costs each kind of person, counted in a real Chromium: taps, fields,
// keys, and what the first view says. Only what can be counted is asserted, never a
// time. The figures stand in docs/ukuran.md; ALUR_TULIS=1 writes it anew, and without it
// a page that is out of date fails.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startDemo, startBrowser, signIn, shots, password } from './alur.mjs'
import { photograph } from './png.mjs'
import { client, underReview, atStage, atHandover, supporting, pdf } from './requests.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

const page = new URL('../docs/ukuran.md', import.meta.url)
const figures = []
const figure = (who, what, target, measured) => figures.push({ who, what, target, measured: String(measured) })
const plural = (n, one, many = one + 's') => `${n} ${n === 1 ? one : many}`

const phone = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true, deviceScaleFactor: 1 }
const office = { viewport: { width: 1366, height: 640 } }

/** Somebody at a device, whose every tap, field, file and key is counted. */
class Hand {
  count = { taps: 0, fields: 0, files: 0, keys: 0 }
  typed = []
  constructor(screen) { this.screen = screen }

  static async of(username, kind) {
    const context = await browser.newContext(kind)
    const screen = await context.newPage()
    screen.setDefaultTimeout(60000)
    const hand = new Hand(screen)
    hand.touch = kind.hasTouch
    if (username) await signIn(screen, demo.url, username)
    return hand
  }

  open(path) { return this.screen.goto(demo.url + path) }
  main() { return this.screen.locator('main') }
  link(name) { return this.main().getByRole('link', { name }).first() }
  button(name) { return this.main().getByRole('button', { name }).first() }
  control(name, value) { return this.screen.locator(`main [name="${name}"]${value === undefined ? '' : `[value="${value}"]`}:not([type=hidden])`).first() }

  /** A button, a link or a choice. */
  async tap(target) {
    this.count.taps++
    await (this.touch ? target.tap() : target.click())
  }

  /** A button or a link that leads to another page: the one at hand is marked, and has to go. */
  async go(target) {
    await this.leaves(() => this.tap(target))
  }

  async leaves(act) {
    await this.screen.evaluate(() => { window.left = true })
    await act()
    await this.screen.waitForFunction(() => !window.left && document.readyState === 'complete')
  }

  /** A field is typed into only where it does not say so already. */
  async type(name, text) {
    const field = this.control(name)
    if (await field.inputValue() === text) return
    this.count.fields++
    this.typed.push(text)
    await field.fill(text)
  }

  async choose(name, value) { await this.tap(this.control(name, value)) }

  async file(name, ...files) {
    this.count.files += files.length
    await this.control(name).setInputFiles(files)
  }

  async key(name) {
    this.count.keys++
    await this.screen.keyboard.press(name)
  }

  text() { return this.main().innerText() }
  leave() { return this.screen.context().close() }
}

const file = name => ({ name, mimeType: 'application/pdf', buffer: pdf(name) })

/** All strings in a value. */
function strings(value) {
  if (typeof value === 'string') return [value]
  return value && typeof value === 'object' ? Object.values(value).flatMap(strings) : []
}

/** The parts of the card that do not lie wholly within the first view. The banner of the demonstration is not part of the product. */
function outside(selectors) {
  document.querySelector('.peragaan')?.remove()
  const nav = document.querySelector('.nav')
  const bottom = getComputedStyle(nav).position === 'fixed' ? nav.getBoundingClientRect().top : innerHeight
  const found = [...document.querySelectorAll(selectors)]
  return found.length === 0 ? ['nothing'] : found.filter(e => e.getBoundingClientRect().bottom > bottom || e.getBoundingClientRect().height === 0).map(e => e.className || e.tagName)
}

test('every request says within the first view whose turn it is, for what, since when', async () => {
  const roles = ['pemohon', 'verifikator', 'kepala', 'pengembang', 'penguji', 'vendor', 'auditor', 'admin']
  const faults = []
  let looked = 0
  for (const role of roles) {
    const hand = await Hand.of(role, office)
    const call = await client(demo.url, role)
    const requests = (await call('GET', '/requests?limit=200')).items
    for (const req of requests) {
      await hand.open('/permohonan/' + req.id)
      if (await hand.screen.locator('.bagian-daftar').count() > 0) continue // a draft before its author is a list of what to fill in
      for (const { viewport } of [phone, office]) {
        await hand.screen.setViewportSize(viewport)
        looked++
        const hidden = await hand.screen.evaluate(outside, '.giliran-siapa, ul.giliran-bersama, .giliran-langkah, .giliran-sejak')
        faults.push(...hidden.map(h => `${role}, ${req.number} «${req.title}», ${viewport.width} px: ${h}`))
      }
    }
    await hand.leave()
  }
  assert.deepEqual(faults, [])
  assert.ok(looked > 100, `only ${looked} pages`)
  figure('everybody', 'any request, at 360×640 and 1366×640: whose turn, what to do and since when lie within the first view', 'all pages, all roles', 'all')
})

test('an agency applies from a telephone', async () => {
  const hand = await Hand.of('pemohon', phone)
  const call = await client(demo.url, 'pemohon')
  const before = (await call('GET', '/requests?limit=200')).items.filter(r => r.number)
  const known = new Set(['Wati Rahayu', 'Dinas Kesehatan'])
  for (const r of before) for (const s of strings((await call('GET', '/requests/' + r.id)).data)) known.add(s)
  const last = (await call('GET', '/requests/' + before[0].id)).data['surat-permohonan']

  await hand.open('/tugas')
  await hand.go(hand.link('Ajukan permohonan'))
  await hand.choose('jalur', 'swakelola')
  await hand.go(hand.button('Mulai'))
  await hand.go(hand.link(/^Lanjut/))
  await hand.type('judul', 'Antrean Laboratorium')
  await hand.choose('jenis', 'pembangunan-baru')
  await hand.go(hand.button('Simpan dan lanjut'))
  await hand.type('ringkasan', 'Hasil laboratorium dikirim dengan kurir.')
  await hand.go(hand.button('Simpan dan lanjut'))
  await hand.type('nomor-surat', '045/901/2026')
  await hand.type('tanggal-surat', new Date(Date.now() - 86400e3).toISOString().slice(0, 10))
  await hand.type('perihal', 'Permohonan antrean laboratorium')
  await hand.go(hand.button(/^Foto surat/))
  const pages = hand.screen.locator('main input[type=file]').last()
  hand.count.files += 2
  await pages.setInputFiles([photograph('1.png', 200), photograph('2.png', 120)])
  await hand.main().locator('.foto li').nth(1).waitFor()
  await hand.go(hand.button('Jadikan satu PDF'))
  await hand.screen.locator('.dokumen-nama').first().waitFor()
  await hand.go(hand.button('Simpan dan lanjut'))
  for (const [item, parts] of Object.entries({ 'penanda-tangan': ['name', 'position', 'nip'], narahubung: ['name', 'phone', 'email'] })) {
    for (const part of parts) await hand.type(`${item}.${part}`, last[item][part])
  }
  await hand.go(hand.button('Simpan dan lanjut'))
  assert.match(await hand.text(), /Periksa jawaban Anda/)
  await hand.go(hand.button('Kirim permohonan'))
  assert.match(await hand.text(), /Permohonan terkirim/)
  const twice = hand.typed.filter((t, i) => known.has(t) || hand.typed.indexOf(t) !== i)
  assert.deepEqual(twice, [], 'typed although it was known')
  const { taps, fields } = hand.count
  assert.ok(taps <= 16, `${taps} taps`)
  assert.ok(fields <= 6, `${fields} fields`)
  figure('staff of an agency', 'a complete request on a telephone, the letter photographed (2 pages), from «Tugas Saya» to the receipt', 'under 10 minutes', `${taps} taps, ${fields} typed fields`)
  figure('staff of an agency', 'facts typed that are known already (account, earlier requests, the same form)', '0', twice.length)

  const start = { ...hand.count }
  await hand.go(hand.link(/^Lanjut|^Lihat permohonan/))
  for (const kind of supporting.slice(0, 4)) await hand.file('berkas.' + kind, file(kind + '.pdf'))
  await hand.go(hand.main().locator('form[action$="/isian"] .baris-tombol button').first())
  await hand.go(hand.link('Serahkan data pendukung'))
  await hand.go(hand.button('Serahkan data pendukung'))
  assert.match(await hand.text(), /Selesai\./)
  assert.equal(hand.count.fields, start.fields)
  figure('staff of an agency', 'the supporting data, four files', '(none set)', `${hand.count.taps - start.taps} taps, ${hand.count.files - start.files} files, 0 typed fields`)
  await hand.leave()
})

test('a return opens only what was returned', async () => {
  const { id } = await underReview(demo.url, 'Dikembalikan dua')
  const reviewer = await client(demo.url, 'verifikator')
  const bad = ['dasar-hukum', 'rencana-anggaran']
  for (const d of (await reviewer('GET', `/requests/${id}/documents`)).items) {
    await reviewer('PUT', `/requests/${id}/documents/${d.id}/review`, bad.includes(d.kind) ? { verdict: 'rejected', note: 'Tidak terbaca.' } : { verdict: 'accepted', note: '' })
  }
  await reviewer('POST', `/requests/${id}/actions/kembalikan`, {})
  const hand = await Hand.of('pemohon', phone)
  await hand.open('/tugas')
  await hand.go(hand.main().locator(`a[href="/permohonan/${id}"]`))
  assert.match(await hand.text(), /Perbaiki 2 butir/)
  const open = await hand.screen.locator('#isian input:visible, #isian textarea:visible, #isian select:visible').evaluateAll(es => es.map(e => e.name))
  assert.deepEqual(open.sort(), bad.map(b => 'berkas.' + b))
  for (const kind of bad) await hand.file('berkas.' + kind, file(kind + '-2.pdf'))
  await hand.go(hand.main().locator('form[action$="/isian"] .baris-tombol button').first())
  await hand.go(hand.link('Serahkan data pendukung'))
  await hand.go(hand.button('Serahkan data pendukung'))
  assert.match(await hand.text(), /Selesai\./)
  const { taps, fields, files } = hand.count
  assert.ok(taps <= 5, `${taps} taps`)
  assert.equal(fields, 0)
  figure('staff of an agency', 'a return of 2 documents of 8: controls open beside those of the two', '0', open.length - bad.length)
  figure('staff of an agency', 'the same, from «Tugas Saya» to handed in again', 'under 4 minutes', `${taps} taps, ${files} files, 0 typed fields`)

  // The second round of the review asks only for what changed.
  const second = await Hand.of('verifikator', office)
  await second.open('/permohonan/' + id)
  const rows = await second.main().locator('[data-telaah] .telaah:visible').count()
  assert.equal(rows, bad.length)
  figure('reviewer', 'second round after 2 of 8 documents were replaced: documents to judge', 'only the changed ones', rows)
  await second.leave()
  await hand.leave()
})

test('a link leads the head of an agency to the signature under the hand-over', async () => {
  const { id } = await atHandover(demo.url, 'Serah terima cepat')
  const hand = await Hand.of(null, phone)
  await hand.open('/permohonan/' + id)
  await hand.type('nama-pengguna', 'pemohon')
  await hand.type('kata-sandi', password)
  await hand.go(hand.main().locator('form button.tombol').first())
  const { taps } = hand.count
  await hand.go(hand.link('Baca lalu tanda tangani'))
  assert.match(await hand.text(), /Berita acara serah terima/)
  await hand.type('kata-sandi', password) // a signature always asks for it
  await hand.go(hand.main().locator('form[action*="/tanda-tangan/"] button[type=submit]').first())
  assert.match(await hand.text(), /Tanda tangan tersimpan/)
  assert.ok(hand.count.taps - taps <= 3)
  figure('head of an agency', 'from a link to the signature under the hand-over, after signing in (the letter carries the approval of the request itself)', 'at most 3 taps', `${plural(hand.count.taps - taps, 'tap')}, the password`)
  await hand.leave()
})

test('a reviewer judges eight documents with the keyboard', async () => {
  const { id } = await underReview(demo.url, 'Delapan dokumen')
  const hand = await Hand.of('verifikator', office)
  await hand.open('/permohonan/' + id)
  for (let i = 0; i < 8; i++) await hand.key('1')
  assert.match(await hand.screen.locator('.telaah-maju').innerText(), /^8 dari 8/)
  const verdicts = hand.count.keys
  while (!await hand.screen.evaluate(() => document.activeElement.textContent.startsWith('Simpan telaah'))) {
    assert.ok(hand.count.keys < 40, 'the button is too far away for the Tab key')
    await hand.key('Tab')
  }
  await hand.leaves(() => hand.key('Enter'))
  assert.match(await hand.text(), /8 dari 8 dokumen/)
  assert.equal(hand.count.taps, 0)
  assert.equal(verdicts, 8)
  figure('reviewer', '8 documents judged and saved with the keyboard alone', 'under 3 minutes', `${hand.count.keys} keys: ${verdicts} verdicts, ${hand.count.keys - verdicts} to reach and press «Simpan telaah»`)
  await hand.leave()
})

test('the head decides from one page, and refuses with a reason only', async () => {
  const { call, id } = await atStage(demo.url, 'Menunggu keputusan', 'tindak-lanjut')
  for (const kind of [phone, office]) {
    const hand = await Hand.of('kepala', kind)
    await hand.open('/permohonan/' + id)
    const order = await hand.screen.evaluate(() => {
      const at = text => [...document.querySelectorAll('main dt')].find(e => e.textContent.trim().startsWith(text))?.getBoundingClientRect().top ?? -1
      const decision = document.querySelector('#keputusan').getBoundingClientRect()
      const columns = document.querySelector('main dl').getBoundingClientRect().right < decision.left
      return { facts: ['Ringkasan kebutuhan', 'Analisis dampak', 'Ruang lingkup', 'Perkiraan anggaran', 'Notulen'].map(at), action: decision.top, columns }
    })
    assert.ok(order.facts.every(y => y >= 0 && (order.columns || y < order.action)), JSON.stringify(order))
    assert.equal(order.columns, kind === office)
    await hand.leave()
  }
  figure('head of the ICT agency', 'summary, impact, scope, cost and minutes stand on one page, above the buttons (360 px) or beside them (1366 px)', 'no scrolling back', '5 of 5')

  const hand = await Hand.of('kepala', phone)
  await hand.open('/permohonan/' + id)
  const refuse = async () => {
    const answer = hand.screen.waitForResponse(r => r.request().method() === 'POST')
    await hand.go(hand.button('Tetapkan keputusan'))
    return (await answer).status()
  }
  await hand.choose('putusan', 'tidak-setujui')
  assert.equal(await refuse(), 422)
  await hand.choose('bentuk', 'argumentasi')
  assert.equal(await refuse(), 422)
  assert.match(await hand.screen.title(), /^Kesalahan: /)
  assert.equal((await call('GET', '/requests/' + id)).status, 'open')
  figure('head of the ICT agency', 'refusals that go through without a reason', '0', 0)
  await hand.open('/tugas')
  const start = hand.count.taps
  await hand.go(hand.main().locator(`a[href="/permohonan/${id}"]`))
  await hand.choose('putusan', 'setujui')
  await hand.go(hand.button('Tetapkan keputusan'))
  assert.match(await hand.text(), /Selesai\./)
  assert.ok(hand.count.taps - start <= 3)
  figure('head of the ICT agency', 'an approval, from «Tugas Saya»', 'under 2 minutes', `${plural(hand.count.taps - start, 'tap')}, 0 typed fields`)
  await hand.leave()
})

test('members of the teams see their task and the role in which they have it', async () => {
  let seen = 0
  const faults = []
  for (const [stage, people] of [['pembuatan', { pengembang: 'Tim Pengembang', 'pengembang-pd': 'Tim Pengembang' }], ['pengujian', { penguji: 'Tim Penguji', 'penguji-pd': 'Tim Penguji' }]]) {
    const { id } = await atStage(demo.url, 'Tugas tim ' + stage, stage)
    for (const [username, team] of Object.entries(people)) {
      const hand = await Hand.of(username, office)
      await hand.open('/tugas')
      const task = hand.main().locator('.daftar-anda li', { has: hand.screen.locator(`a[href="/permohonan/${id}"]`) })
      if (!(await task.innerText()).includes(`sebagai ${team}`)) faults.push(`${username}: ${await task.innerText()}`)
      faults.push(...(await hand.screen.evaluate(outside, '.daftar-anda:first-of-type > li:first-child')).map(h => `${username}: ${h}`))
      seen++
      await hand.leave()
    }
  }
  assert.deepEqual(faults, [])
  figure('member of a team', 'the first task within the first view of «Tugas Saya» at 1366×640, with «sebagai Tim …»', '5 seconds, the role named', `${seen} of ${seen} members`)
})

test('a tester reports a finding, and cannot pass with one open', async () => {
  const { id, as } = await atStage(demo.url, 'Temuan baru', 'pengujian')
  const hand = await Hand.of('penguji', phone)
  await hand.open('/permohonan/' + id)
  await hand.go(hand.link(/Catat atau periksa temuan/))
  await hand.type('title', 'Jumlah salah')
  await hand.choose('aspect', 'output')
  await hand.choose('quality', 'efektivitas')
  await hand.choose('severity', 'high')
  await hand.file('berkas.temuan', photograph('layar.png', 180))
  await hand.go(hand.button('Simpan temuan'))
  assert.match(await hand.text(), /Jumlah salah/)
  const { taps, fields } = hand.count
  assert.ok(taps <= 5 && fields <= 1)
  figure('tester', 'a new finding with a picture of the screen, from the request’s page', 'under 60 seconds', `${taps} taps, ${plural(fields, 'typed field')}, 1 file`)
  await hand.open('/permohonan/' + id)
  assert.match(await hand.text(), /Temuan: 1 belum selesai dari 1/)
  figure('tester', 'open findings stand on the request’s page', 'at a glance', 'yes')
  assert.equal(await hand.link('Nyatakan lulus uji').count(), 0)
  await assert.rejects(as.penguji.act('nyatakan-lulus'), /409|422/)
  figure('tester', 'passing the test with an open finding', 'impossible', 'impossible')
  await hand.leave()
})

test('a third party sees its own requests and answers a finding', async () => {
  const hand = await Hand.of('vendor', office)
  await hand.open('/permohonan')
  const list = await hand.main().locator('a.tabel-tautan').allInnerTexts()
  const call = await client(demo.url, 'auditor')
  const everything = (await call('GET', '/requests?limit=200')).items
  const own = []
  for (const r of everything) {
    if ((await call('GET', '/requests/' + r.id)).data['pembentukan-tim']?.penunjukan?.agency === 'cv-nusa-karya-digital') own.push(r)
  }
  assert.deepEqual(list.sort(), own.map(r => r.title).sort())
  assert.ok(own.length > 0 && own.length < everything.length)
  figure('third party', 'requests of others in its list', '0', list.length - own.length)
  await hand.open('/tugas')
  const start = { ...hand.count }
  await hand.go(hand.main().locator('.daftar-anda .daftar-tautan').first())
  await hand.go(hand.main().locator('#temuan .daftar-anda .daftar-tautan').first())
  if (await hand.control('status', 'fixed').count() > 0 && await hand.control('status', 'fixed').getAttribute('type') === 'radio') await hand.choose('status', 'fixed')
  await hand.type('note', 'Penjumlahan dibetulkan.')
  await hand.go(hand.main().locator('form[action*="/temuan/"] button[type=submit]').first())
  assert.match(await hand.text(), /Siap diuji ulang|sudah diperbaiki/i)
  const taps = hand.count.taps - start.taps
  assert.ok(taps <= 4)
  figure('third party', 'a finding answered, from «Tugas Saya»', 'under 2 minutes', `${taps} clicks, ${plural(hand.count.fields - start.fields, 'typed field')}`)
  await hand.leave()
})

test('an admin adds somebody of an agency', async () => {
  const hand = await Hand.of('admin', office)
  await hand.open('/admin/pengguna')
  await hand.go(hand.link('Undang pengguna'))
  await hand.type('nama', 'Siti Aminah')
  await hand.tap(hand.control('instansi'))
  await hand.control('instansi').selectOption('dinas-perhubungan')
  await hand.choose('peran', 'requester')
  await hand.go(hand.button('Undang'))
  assert.match(await hand.text(), /Salin tautan ini sekarang/)
  const { taps, fields } = hand.count
  assert.ok(taps <= 4 && fields <= 3)
  figure('admin', 'a user of an agency invited, from «Pengguna»', 'under 1 minute', `${taps} clicks, ${plural(fields, 'typed field')}`)
  await hand.leave()
})

test('the list shows whose turn it is on every request', async () => {
  const hand = await Hand.of('kepala', office)
  await hand.open('/permohonan?status=open')
  const rows = hand.main().locator('tbody tr')
  const n = await rows.count()
  assert.ok(n > 5)
  for (let i = 0; i < n; i++) assert.match(await rows.nth(i).innerText(), /Giliran Anda|Menunggu|Bersama|Dijeda|Draf/i)
  figure('leader', 'the list: whose turn on every open request, one click to it (how many and how late come with the dashboard)', 'on one page', 'every row')
  await hand.leave()
})

test('an auditor finds who decided what on which file, and proves the history with one button', async () => {
  const { id } = await atStage(demo.url, 'Diperiksa Inspektorat', 'pembentukan-tim')
  const call = await client(demo.url, 'auditor')
  const letter = (await call('GET', `/requests/${id}/documents`)).items.find(d => d.kind === 'surat')
  const hand = await Hand.of('auditor', office)
  await hand.open('/permohonan/' + id)
  await hand.go(hand.link('Riwayat'))
  const text = await hand.text()
  assert.match(text, /Permohonan disetujui[\s\S]{0,40}\d{4} pukul \d\d\.\d\d WIB · Endang Lestari/)
  assert.ok(text.includes(letter.sha256), 'the file that was reviewed is named by its fingerprint')
  const found = hand.count.taps
  assert.equal(found, 1)
  figure('auditor', 'who decided what, when, on which version of which file: from the request', 'under 1 minute', plural(found, 'click'))
  await hand.go(hand.link('Periksa keutuhan'))
  assert.match(await hand.text(), /Riwayat utuh/)
  figure('auditor', 'the history of a request proved unbroken', 'one button', plural(hand.count.taps - found, 'click'))
  await hand.leave()
})

test('the public reads stage, turn and time in the first view, and no person', async () => {
  const call = await client(demo.url, 'pemohon')
  const list = (await call('GET', '/requests?limit=200')).items.filter(r => r.tracking_code)
  const hand = await Hand.of(null, phone)
  const people = (await (await client(demo.url, 'admin'))('GET', '/users?limit=200')).items.map(u => u.name)
  const faults = []
  for (const req of list) {
    const full = await call('GET', '/requests/' + req.id)
    const letter = full.data['surat-permohonan']
    const personal = new Set([...people, ...[letter['penanda-tangan'], letter.narahubung].flatMap(p => [p.name, p.nip, p.phone, p.email]).filter(Boolean)])
    await hand.open('/lacak/' + req.tracking_code)
    const hidden = await hand.screen.evaluate(outside, '.giliran-siapa, ul.giliran-bersama, .giliran-langkah, .giliran-sejak')
    faults.push(...hidden.map(h => `${req.number} «${req.title}»: ${h}`))
    assert.match(await hand.main().locator('p').first().innerText(), /tahap \d+ dari \d+$/)
    const source = await hand.screen.content()
    for (const p of personal) if (source.includes(p)) faults.push(`${req.number}: shows ${p}`)
  }
  assert.ok(list.length > 5)
  assert.deepEqual(faults, [])
  figure('public', '/lacak: stage x of y, whose turn and since when within the first view at 360×640', '5 seconds', 'all pages')
  figure('public', '/lacak: personal data on the page', '0', 0)
  await hand.leave()
})

test('docs/ukuran.md says the same', async () => {
  await mkdir(shots, { recursive: true })
  await writeFile(join(shots, 'ukuran.json'), JSON.stringify(figures, null, 2) + '\n')
  const cell = s => s.replaceAll('|', '\\|')
  const text = `# What the work costs

What each kind of user has to do, counted by browser/measures.test.mjs on the pages of the
demonstration in a real Chromium: a *tap* or *click* is one on a button, a link or a choice; a
*typed field* is one that did not say already what it should. Times are targets of the design and are not
measured by a machine: five visits to offices measure those. A run of the browser tests fails when
a figure here is no longer true; \`ALUR_TULIS=1 node --test browser/measures.test.mjs\` writes the page anew.

| who | what | target | measured |
|---|---|---|---|
${figures.map(f => `| ${[f.who, f.what, f.target, f.measured].map(cell).join(' | ')} |`).join('\n')}
`
  if (process.env.ALUR_TULIS) await writeFile(page, text)
  assert.equal(await readFile(page, 'utf8').catch(() => ''), text, 'docs/ukuran.md is out of date')
})
