// Both flows, from the letter to the hand-over, in a browser and by the people
// whose turn it is: swakelola on a telephone without JavaScript, pihak ketiga in
// an office with it. On the way one return and one round of fixes, and what
// it costs people in fields, clicks and keys. A picture of every stage is left in
// browser/shots/jalan.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser, signIn, faultsOf, axeFaults, shoot, pdf, password } from './alur.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

/** One person with one browser: opens pages, fills in what is there, presses buttons, and counts it. */
class Person {
  constructor(name, page) { Object.assign(this, { name, page, count: { fields: 0, clicks: 0, keys: 0 } }) }

  async open(path) {
    const answer = await this.page.goto(demo.url + path)
    assert.equal(answer.status(), 200, `${this.name} ${path}`)
    await this.unfold()
  }

  /** Opens what is folded, as one would who looks for something. */
  async unfold() {
    for (const s of await this.page.locator('main details.bagian-lipat:not([open]) > summary').all()) await s.click()
  }

  at() { return `${this.name} at ${new URL(this.page.url()).pathname}` }

  async sees(...texts) {
    const text = (await this.page.locator('main').innerText()).replace(/\s+/g, ' ')
    for (const t of texts) assert.ok(text.includes(t), `${this.at()}: no «${t}» in\n${text.slice(0, 3000)}`)
  }

  control(name, value) {
    return this.page.locator(`main form [name="${name}"]${value === undefined ? '' : `[value="${value}"]`}:not([type=hidden])`)
  }

  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const control = value === true || Array.isArray(value) ? null : this.control(name).first()
      if (Array.isArray(value)) {
        for (const v of value) { await this.control(name, v).check(); this.count.clicks++ }
        continue
      }
      const kind = await control.evaluate(e => e.tagName === 'SELECT' ? 'select' : e.type)
      if (kind === 'radio') { await this.control(name, value).check(); this.count.clicks++ }
      else if (kind === 'select') { await control.selectOption(value); this.count.clicks++ }
      else { await control.fill(value); this.count.fields++; this.count.keys += value.length }
    }
  }

  /** Chooses a PDF of its own for each slot. */
  async attach(...items) {
    for (const item of items) {
      await this.control('berkas.' + item).setInputFiles({ name: item + '.pdf', mimeType: 'application/pdf', buffer: pdf(`${item} ${this.name} ${Date.now()}`) })
      this.count.clicks++
    }
  }

  async press(target) {
    this.count.clicks++
    await Promise.all([this.page.waitForNavigation(), target.click()])
    await this.unfold()
  }

  button(name) { return this.page.getByRole('main').getByRole('button', { name, exact: true }) }
  link(name) { return this.page.getByRole('main').getByRole('link', { name, exact: true }) }

  /** Sends the form that goes to this address with its own button, not one of a slot. */
  submit(action) {
    return this.press(this.page.locator(`main form[action$="${action}"] .baris-tombol button[type=submit]`).first())
  }
}

/** One request on its way. */
class Walk {
  constructor(flow, width, js) { Object.assign(this, { flow, width, js, people: new Map(), stages: 0 }) }

  async as(name, path = '') {
    let person = this.people.get(name)
    if (!person) {
      const context = await browser.newContext({ viewport: { width: this.width, height: 768 }, javaScriptEnabled: this.js, reducedMotion: 'reduce' })
      const page = await context.newPage()
      page.setDefaultTimeout(15000)
      await signIn(page, demo.url, name)
      person = new Person(name, page)
      this.people.set(name, person)
    }
    if (this.path) await person.open(this.path + path)
    return person
  }

  /** Fills in the form of the stage and saves it. */
  async save(name, values, ...documents) {
    const k = await this.as(name)
    await k.fill(values)
    await k.attach(...documents)
    await k.submit('/isian')
    return k
  }

  /** Presses the button of an action, then the button of its confirmation. */
  async act(name, action, values = {}) {
    const k = await this.as(name)
    await this.picture(k)
    await k.press(k.page.locator(`main a[href="${this.path}/tindakan/${action}"]`).first())
    await k.fill(values)
    await k.submit('/tindakan/' + action)
    assert.match(await k.page.locator('body').innerText(), /Selesai\./, `${k.at()} after ${action}`)
    return k
  }

  async sign(name, item) {
    const k = await this.as(name)
    await k.press(k.page.locator(`main a[href="${this.path}/tanda-tangan/${item}"]`))
    await k.fill({ 'kata-sandi': password })
    await k.submit('/tanda-tangan/' + item)
    assert.match(await k.page.locator('body').innerText(), /Tanda tangan tersimpan/, k.at())
  }

  /** Leaves a picture of the stage, and holds the page to the rules of every page. */
  async picture(k) {
    const step = String(++this.stages).padStart(2, '0')
    const name = (await k.page.locator('.tahapan [aria-current=step] .tahapan-judul').innerText()).toLowerCase().replace(/[^a-z0-9]+/g, '-')
    await shoot(k.page, 'jalan', this.flow, `${step}-${name}-${k.name}`)
    assert.deepEqual([...await faultsOf(k.page), ...this.js ? await axeFaults(k.page) : []], [], k.at())
  }

  async end() { for (const p of this.people.values()) await p.page.context().close() }
}

const hours = n => new Date(Date.now() + (n + 7) * 3600e3).toISOString().slice(0, 16)
const day = n => hours(24 * n).slice(0, 10)
const meeting = item => ({ [item + '.start']: hours(-2), [item + '.end']: hours(-1), [item + '.place']: 'Ruang Rapat Aptika' })

/** The letter: from «Ajukan permohonan» to the receipt. Gives what it cost. */
async function apply(w) {
  const k = await w.as('pemohon', '')
  await k.open('/tugas')
  await k.press(k.link('Ajukan permohonan'))
  await k.fill({ jalur: w.flow })
  await k.press(k.button('Mulai'))
  w.path = new URL(k.page.url()).pathname
  await k.press(k.link('Lanjut: sistem yang dimohonkan'))
  await k.fill({ judul: 'Sistem Rujukan Laboratorium', jenis: 'pembangunan-baru' })
  await k.submit('/isi/sistem')
  await k.fill({ ringkasan: 'Hasil laboratorium dikirim dengan kurir. Petugas menunggu dua hari.' })
  await k.submit('/isi/kebutuhan')
  await k.fill({ 'nomor-surat': '045/1201', 'tanggal-surat': day(-1), perihal: 'Permohonan sistem rujukan' })
  await k.attach('surat')
  await k.submit('/isi/surat')
  await k.fill({
    'penanda-tangan.name': 'dr. Ratna Wijayanti', 'penanda-tangan.position': 'Kepala Dinas Kesehatan', 'penanda-tangan.nip': '197104121999032001',
    'narahubung.name': 'Wati Rahayu', 'narahubung.phone': '081200001101', 'narahubung.email': 'wati.rahayu@dinkes.example',
  })
  await k.submit('/isi/orang')
  await k.sees('Periksa jawaban Anda', '197104121999032001')
  await k.submit('/tindakan/ajukan')
  await k.sees('Permohonan terkirim')
  await shoot(k.page, 'jalan', w.flow, '00-terkirim')
  return { ...k.count }
}

/** The supporting data, a return, the second round. Gives what the second review cost. */
async function supply(w) {
  await w.save('pemohon', {}, 'kak', 'proses-bisnis', 'dasar-hukum', 'analisis-kebutuhan')
  await w.act('pemohon', 'serahkan')
  let k = await w.as('verifikator')
  await k.sees('Telaah: 0 dari 5 dokumen')
  const verdicts = await names(k, 'hasil.')
  for (const [i, v] of verdicts.entries()) {
    await k.fill({ [v]: i === 1 ? 'rejected' : 'accepted' })
  }
  await k.submit('/telaah')
  await k.sees('Tulis catatan untuk')
  await k.fill({ [verdicts[1].replace('hasil.', 'catatan.')]: 'Ruang lingkup belum dijelaskan.' })
  await k.submit('/telaah')
  await w.act('verifikator', 'kembalikan')

  k = await w.as('pemohon')
  await k.sees('Perbaiki 1 butir', 'Ruang lingkup belum dijelaskan.')
  const returned = k.count.clicks
  await w.save('pemohon', {}, 'kak')
  await w.act('pemohon', 'serahkan')
  const fix = k.count.clicks - returned

  k = await w.as('verifikator')
  await k.sees('Telaah: 4 dari 5 dokumen')
  await k.fill({ [(await names(k, 'hasil.'))[0]]: 'accepted' })
  await k.submit('/telaah')
  await w.act('verifikator', 'terima')
  return { fix }
}

const names = async (k, prefix) => [...new Set(await k.page.$$eval(`main form input[name^="${prefix}"]`, (es) => es.map(e => e.name)))]

/** From the presentation to the decision. Gives what the decision cost. */
async function agree(w) {
  await w.save('verifikator', { ...meeting('jadwal'), 'jadwal.attendees': ['verifikator', 'pemohon'] })
  await w.save('pemohon', { 'gambaran-umum': 'Hasil terbaca pada hari yang sama.', 'analisis-dampak': 'Pengobatan tetap terlambat.' }, 'paparan')
  await w.act('verifikator', 'catat-presentasi', { catatan: 'Paparan jelas.' })
  await w.save('verifikator', {
    ...meeting('rapat'), 'rapat.attendees': ['verifikator', 'pemohon'], 'ruang-lingkup': 'Permintaan, hasil, dan rekap.',
    'rencana-tahapan.1.title': 'Analisis', 'rencana-tahapan.1.due': day(30), 'rencana-tahapan.2.title': 'Pembuatan', 'rencana-tahapan.2.due': day(90),
  }, 'notulen')
  await w.save('pemohon', { 'perkiraan-anggaran': '85000000' })
  await w.sign('verifikator', 'paraf-kominfo')
  await w.sign('pemohon', 'paraf-pemohon')
  await w.act('verifikator', 'selesai-rapat')
  const k = await w.as('kepala')
  await k.sees('Dasar keputusan', 'Permintaan, hasil, dan rekap.', 'Rp85.000.000')
  const before = k.count.clicks
  await w.act('kepala', 'setujui')
  return k.count.clicks - before
}

async function analyse(w, initials) {
  await w.save('pengembang', {
    'kelayakan.proses-bisnis': 'feasible', 'kelayakan.teknis': 'feasible', 'kelayakan.hukum': 'feasible-with-notes', 'kelayakan.hukum.note': 'Perlu persetujuan pemilik data.',
  }, 'dokumen-desain')
  await w.sign('pengembang', initials)
  await w.sign('penguji', 'paraf-penguji')
  await w.act('pengembang', 'sepakati')
}

/** Building, installing, testing with one finding, its fix, and the test again. */
async function build(w, lead, signatures = []) {
  let k = await w.as(lead)
  await k.sees('Yang menjadi acuan tahap ini')
  await w.save(lead, { 'kemajuan.text': 'Rangka selesai.', repositori: 'https://kode.example/rujukan', versi: '1.0.0' })
  await w.act(lead, 'selesai-pembuatan')
  await w.save(lead, {
    'instalasi.perangkat-keras': 'not-applicable', 'instalasi.perangkat-keras.note': 'Memakai peladen yang ada.',
    'instalasi.perangkat-lunak': 'done', 'instalasi.fasilitas-pendukung': 'done', 'alamat-sistem': 'https://rujukan.example',
  })
  for (const [name, item] of signatures) await w.sign(name, item)
  await w.act(lead, 'selesai-implementasi')

  k = await w.as('penguji', '/temuan')
  await k.fill({ title: 'Jumlah rujukan salah', aspect: 'output', quality: 'efektivitas', severity: 'high', description: 'Bila lebih dari 100 baris.' })
  await k.submit('/temuan')
  await shoot(k.page, 'jalan', w.flow, 'temuan')
  await w.act('penguji', 'usulkan-perbaikan')
  k = await w.as(lead)
  await k.press(k.link('1. Jumlah rujukan salah'))
  await k.fill({ status: 'fixed', note: 'Penjumlahan dibetulkan.' })
  await k.submit('/temuan/1')
  await w.act(lead, 'selesai-perbaikan')
  k = await w.as('penguji')
  await k.press(k.link('1. Jumlah rujukan salah'))
  await k.fill({ status: 'verified' })
  await k.submit('/temuan/1')
  const results = {}
  for (const a of ['input', 'proses', 'output']) Object.assign(results, { [`hasil-uji.${a}-efektivitas`]: 'good', [`hasil-uji.${a}-efisiensi`]: 'adequate' })
  await w.save('penguji', results, 'laporan-uji')
  await w.act('penguji', 'nyatakan-lulus')
}

/** From the introduction of the system to the hand-over. */
async function finish(w, lead, reporter, signatures = []) {
  await w.save(lead, { ...meeting('kegiatan'), 'kegiatan.attendees': ['pengembang', 'penguji', ...lead === 'vendor' ? ['vendor'] : []], peserta: '42' }, 'materi')
  await w.act(lead, 'selesai-sosialisasi')
  for (const kind of ['operasi', 'gangguan-teknis', 'penyempurnaan', 'faktor-eksternal']) {
    await w.save('penguji', { 'catatan-pemantauan.kind': kind, 'catatan-pemantauan.text': 'Diamati selama sepekan.' })
  }
  await w.save('penguji', { kesimpulan: 'Berjalan baik.' })
  await w.act('penguji', 'selesai-pemantauan')
  await w.save(lead, {}, 'dokumentasi-sistem', 'panduan-pengguna')
  await w.act(lead, 'serahkan-dokumentasi')
  await w.save(reporter, {}, 'laporan-hasil', 'dokumentasi-pengembangan')
  for (const [name, item] of signatures) await w.sign(name, item)
  await w.act(reporter, 'serahkan-laporan')
  await w.save('verifikator', {}, 'bast')
  await w.sign('kepala', 'tanda-tangan-kominfo')
  await w.sign('pemohon', 'tanda-tangan-pemohon')
  await w.act('verifikator', 'serah-terima')
  const k = await w.as('auditor')
  await shoot(k.page, 'jalan', w.flow, '99-selesai')
  assert.equal(await k.page.locator('.tahapan .tahapan-kini').count(), 0, 'no stage is under way after the end')
  await k.open(w.path + '/riwayat')
  await k.sees('Selesaikan serah terima')
}

test('swakelola on a telephone, without JavaScript', { timeout: 120e3 }, async t => {
  const w = new Walk('swakelola', 360, false)
  const request = await apply(w)
  const { fix } = await supply(w)
  const decision = await agree(w)
  t.diagnostic(`a request: ${request.fields} typed fields, ${request.clicks} clicks, ${request.keys} characters; a returned item: ${fix} clicks; a decision: ${decision} clicks`)
  assert.ok(request.fields <= 12, `a request asks for ${request.fields} typed fields`)
  assert.ok(request.clicks <= 12, `a request takes ${request.clicks} clicks`)
  assert.ok(fix <= 4, `to put a returned item right takes ${fix} clicks`)
  assert.ok(decision <= 3, `a decision takes ${decision} clicks`)
  await w.save('verifikator', { 'tim-pengembang': ['pengembang', 'pengembang-pd'], 'tim-penguji': ['penguji', 'penguji-pd'] }, 'sk-tim')
  await w.act('verifikator', 'tetapkan')
  await analyse(w, 'paraf-pengembang')
  await build(w, 'pengembang')
  await finish(w, 'pengembang', 'penguji')
  await w.end()
})

test('pihak ketiga in an office, with JavaScript', { timeout: 120e3 }, async () => {
  const w = new Walk('pihak-ketiga', 1366, true)
  await apply(w)
  await supply(w)
  await agree(w)
  await w.save('verifikator', {
    'tim-pendamping': ['pengembang', 'pengembang-pd'], 'tim-penguji': ['penguji', 'penguji-pd'],
    'penunjukan.agency': 'cv-nusa-karya-digital', 'penunjukan.basis': 'pengadaan-langsung', 'penunjukan.number': '027/118/SPK', 'penunjukan.date': day(-1),
  }, 'sk-tim')
  await w.act('verifikator', 'tetapkan')
  await analyse(w, 'paraf-pendamping')
  await w.save('pengembang', { pemetaan: 'Pihak Ketiga membangun, tim menguji.', 'kepatuhan.etika': 'done', 'kepatuhan.peraturan': 'done' }, 'draf-perjanjian')
  await w.sign('pengembang', 'paraf-pendamping')
  await w.sign('penguji', 'paraf-penguji')
  await w.act('pengembang', 'ajukan-perjanjian')
  const terms = Object.fromEntries(['ruang-lingkup', 'jangka-waktu', 'hak-kewajiban', 'kerahasiaan-data', 'kepemilikan'].map(x => ['ketentuan.' + x, 'done']))
  await w.save('verifikator', { 'nomor-perjanjian': '415.4/27/PKS', 'tanggal-perjanjian': day(-1), nilai: '85000000', ...terms }, 'perjanjian')
  await w.sign('kepala', 'tanda-tangan-kominfo')
  await w.sign('pemohon', 'tanda-tangan-pemohon')
  await w.sign('vendor', 'tanda-tangan-pihak-ketiga')
  await w.act('verifikator', 'sahkan')
  await build(w, 'vendor', [['pengembang', 'paraf-pendamping'], ['penguji', 'paraf-penguji']])
  await finish(w, 'vendor', 'pengembang', [['pengembang', 'paraf-pendamping'], ['penguji', 'paraf-penguji'], ['vendor', 'paraf-pihak-ketiga']])
  await w.end()
})

test('a review with the keyboard alone', { timeout: 60e3 }, async t => {
  const w = new Walk('swakelola', 1366, true)
  const k = await w.as('verifikator', '')
  await k.open('/tugas')
  await k.press(k.page.locator('.daftar-anda a', { hasText: /^Telaah \d+ dokumen$/ }).first())
  const rows = await names(k, 'hasil.')
  assert.ok(rows.length > 0, k.at())
  let keys = 0
  await k.control(rows[0]).first().focus()
  for (const row of rows) {
    // Tab until the verdict of this document has the focus, then choose it.
    for (let i = 0; await k.page.evaluate(() => document.activeElement.name) !== row; i++, keys++) {
      assert.ok(i < 12, `${row} is more than 12 tabs away`)
      await k.page.keyboard.press('Tab')
    }
    await k.page.keyboard.press('Space')
    keys++
    assert.ok(await k.control(row).first().isChecked(), row)
  }
  t.diagnostic(`a review: ${keys} keystrokes for ${rows.length} documents`)
  assert.ok(keys <= 12 * rows.length, `${keys} keystrokes`)
  await w.end()
})
