// Both flows of the guide, from the letter to the hand-over, by the people whose turn
// it is, on a telephone and in an office, with and without JavaScript (four ways of it with `make browser`, two of them else): who is asked
// for what at every stage, that everybody reads the same and only those asked get a
// button. A picture of every page is left in browser/shots/<role>/<width>.
import test, { before, after, describe } from 'node:test'
import assert from 'node:assert/strict'
import { everything, startDemo, startBrowser, password } from './alur.mjs'
import { person } from './people.mjs'
import { presenting, underReview, atStage } from './requests.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

const flows = {
  swakelola: { total: 16, team: 'Tim Pengembang', lead: 'pengembang', leads: 'Tim Pengembang', initials: 'paraf-pengembang', reporter: 'penguji', reports: 'Tim Penguji' },
  'pihak-ketiga': { total: 18, team: 'Tim Pendamping', lead: 'vendor', leads: 'CV Nusa Karya Digital', initials: 'paraf-pendamping', reporter: 'pengembang', reports: 'Tim Pendamping' },
}
const diskominfo = 'Dinas Komunikasi dan Informatika'
const kepala = 'Kepala Dinas Komunikasi dan Informatika'
const dinas = 'Dinas Kesehatan'
const penguji = 'Tim Penguji'
const testers = { [penguji]: 'Bubuhkan paraf Tim Penguji' }
const companions = { 'Tim Pendamping': 'Bubuhkan paraf Tim Pendamping' }
const theHead = { [kepala]: 'Bubuhkan tanda tangan ' + kepala }
const theVendor = title => ({ 'CV Nusa Karya Digital': `Bubuhkan ${title} Pihak Ketiga` })
const theAgency = { [dinas]: 'Bubuhkan tanda tangan Perangkat Daerah pemohon' }

// Those who read every request and may do nothing on it; a member of the agency may not
// either, until a team wants him.
const readers = ['auditor', 'admin', 'penguji-pd']

/** One request on its way. */
class Walk {
  people = new Map()
  faults = []

  constructor(flow, width, js, title = `Rujukan Laboratorium ${flow} ${width}`) {
    Object.assign(this, { flow, width, js, title, ...flows[flow] })
  }

  /** A walk that takes up a request which was brought to its stage through the API. */
  static async from({ call, id }, title) {
    const w = new Walk('swakelola', 1366, true, title)
    w.path = '/permohonan/' + id
    w.code = (await call('GET', '/requests/' + id)).tracking_code
    return w
  }

  async who(name) {
    if (!this.people.has(name)) this.people.set(name, await person(browser, demo.url, name, this))
    return this.people.get(name)
  }

  async as(name, below = '') {
    const k = await this.who(name)
    if (this.path) await k.open(this.path + below)
    return k
  }

  note(k, what, got, want) {
    try { assert.deepEqual(got, want) } catch { this.faults.push(`${k.at()}: ${what} is ${JSON.stringify(got)}, want ${JSON.stringify(want)}`) }
  }

  /**
   * The request has come to somebody: they find it among their tasks, open it, and
   * read what is theirs to do. On its first day in a stage others look at it too.
   */
  async turn(name, number, stage, who) {
    const k = await this.who(name)
    await k.open('/tugas')
    const task = k.page.locator(`.daftar-anda a[href="${this.path}"]`)
    assert.equal(await task.count(), 1, `${k.at()}: no task «${stage}»`)
    const words = await task.innerText()
    await k.once('tugas')
    await k.press(task)
    const turn = await k.turn()
    this.note(k, 'the task', Object.values(turn.who).includes(words), true)
    this.note(k, 'whose turn it is', turn.who, who)
    this.note(k, 'the button', [turn.mine, turn.buttons > 0], [true, true])
    await this.standsAt(k, number, stage)
    await this.picture(k, number, 'giliran')
    if (this.stage === stage) return k
    this.stage = stage
    if (this.js) return k // the same cards, without a script behind them
    const everybody = ['publik', number < 7 && number % 2 ? 'penguji-pd' : readers[number >> 1 & 1], name === 'pemohon' ? 'verifikator' : 'pemohon']
    for (const other of everybody) await this.reads(other, number, stage, turn)
    return k
  }

  async standsAt(k, number, stage) {
    // The page of the decision is about the decision.
    const progress = k.page.locator('.kemajuan-tahap')
    if (await k.page.locator('#keputusan').count() === 0) this.note(k, 'the stage', (await progress.innerText()).trim(), `Tahap ${number} dari ${this.total} · ${stage}`)
    this.note(k, 'the title', (await k.page.title()).includes(k.name === 'publik' ? this.code : this.title), true)
  }

  /** Somebody else looks at the request, and reads the same as those whose turn it is. */
  async reads(name, number, stage, turn) {
    const k = await this.who(name)
    await k.open(name === 'publik' ? '/lacak/' + this.code : this.path)
    const read = await k.turn()
    // The public does not learn what exactly is missing, nor the vendor's name.
    if (name === 'publik') this.note(k, 'whose turn it is', Object.keys(read.who), Object.keys(turn.who).map(x => x.replace('CV Nusa Karya Digital', 'Pihak Ketiga')))
    else this.note(k, 'the card', [read.who, read.next], [turn.who, turn.next])
    if (!read.mine) this.note(k, 'the buttons of the card', read.buttons, 0)
    if (name === 'publik' || readers.includes(name)) this.note(k, 'what can be done', await k.offers(), 0)
    await this.standsAt(k, number, stage)
    if (name === 'publik') await k.once('lacak')
    else if (readers.includes(name)) await this.picture(k, number, 'baca')
    else await k.check()
  }

  async picture(k, number, what, axe) {
    // With scripts the pages look the same, and pages.test.mjs has their pictures.
    if (this.js && !axe) return k.check()
    await k.picture(`${this.flow}-${String(number).padStart(2, '0')}-${what}`, axe)
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
  async act(name, number, action, values = {}) {
    const k = await this.as(name)
    await this.picture(k, number, 'siap')
    await k.press(k.page.locator(`main a[href="${this.path}/tindakan/${action}"]`).first())
    await k.fill(values)
    await this.picture(k, number, action)
    await k.confirm('/tindakan/' + action)
    await k.sees('Selesai')
    return k
  }

  /** The head decides, on the page of the request. */
  async decide(choice, values) {
    const k = await this.as('kepala')
    await k.fill({ putusan: choice, ...values })
    await this.picture(k, 6, choice)
    await k.confirm('/keputusan')
    await k.sees('Selesai')
  }

  async sign(name, number, item) {
    const k = await this.as(name)
    await k.press(k.page.locator(`main a[href="${this.path}/tanda-tangan/${item}"]`).first())
    await k.fill({ 'kata-sandi': password })
    await this.picture(k, number, item)
    await k.confirm('/tanda-tangan/' + item)
    await k.sees('Tanda tangan tersimpan')
  }

  /** Everybody goes home; what was wrong on the way is said now. */
  async end() {
    for (const k of this.people.values()) { this.faults.push(...k.faults); await k.leave() }
    assert.deepEqual([...new Set(this.faults)], [])
  }
}

const hours = n => new Date(Date.now() + (n + 7) * 3600e3).toISOString().slice(0, 16)
const day = n => hours(24 * n).slice(0, 10)
const meeting = item => ({ [item + '.start']: hours(-2), [item + '.end']: hours(-1), [item + '.place']: 'Ruang Rapat Aptika' })
const names = async (k, prefix) => [...new Set(await k.page.$$eval(`main form input[name^="${prefix}"]`, es => es.map(e => e.name)))]

/** Stage 1: from «Ajukan permohonan» to the receipt. */
async function apply(w) {
  const k = await w.who('pemohon')
  await k.open('/tugas')
  await k.picture('tugas')
  await k.press(k.link('Ajukan permohonan'))
  await k.fill({ jalur: w.flow })
  await w.picture(k, 1, 'baru')
  await k.press(k.button('Mulai'))
  w.path = k.path()
  await w.picture(k, 1, 'draf')
  await k.press(k.link('Lanjut: sistem yang dimohonkan'))
  await k.fill({ judul: w.title, jenis: 'pembangunan-baru' })
  await w.picture(k, 1, 'isi-1')
  await k.submit('/isi/sistem')
  await k.fill({ ringkasan: 'Hasil laboratorium dikirim dengan kurir. Petugas menunggu dua hari.' })
  await w.picture(k, 1, 'isi-2')
  await k.submit('/isi/kebutuhan')
  await k.fill({ 'nomor-surat': '045/1201', 'tanggal-surat': day(-1), perihal: 'Permohonan sistem rujukan' })
  await k.attach('surat')
  await w.picture(k, 1, 'isi-3')
  await k.submit('/isi/surat')
  await k.fill({
    'penanda-tangan.name': 'dr. Ratna Wijayanti', 'penanda-tangan.position': 'Kepala Dinas Kesehatan', 'penanda-tangan.nip': '197104121999032001',
    'narahubung.name': 'Wati Rahayu', 'narahubung.phone': '081200001101', 'narahubung.email': 'wati.rahayu@dinkes.example',
  })
  await w.picture(k, 1, 'isi-4')
  await k.submit('/isi/orang')
  await k.sees('Periksa jawaban Anda', '197104121999032001')
  await w.picture(k, 1, 'periksa')
  await k.submit('/tindakan/ajukan')
  await k.sees('Permohonan terkirim')
  await w.picture(k, 1, 'terkirim')
  w.code = (await k.page.locator('main').innerText()).match(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0]
}

/** Stages 2 and 3: the supporting data, a return, the second round. */
async function supply(w) {
  await w.turn('pemohon', 2, 'Kelengkapan data pendukung', { [dinas]: 'Unggah 4 dokumen' })
  await w.save('pemohon', {}, 'kak', 'proses-bisnis', 'dasar-hukum', 'analisis-kebutuhan')
  await w.act('pemohon', 2, 'serahkan')
  let k = await w.turn('verifikator', 3, 'Telaah dan verifikasi', { [diskominfo]: 'Telaah 5 dokumen' })
  const verdicts = await names(k, 'hasil.')
  for (const [i, v] of verdicts.entries()) await k.fill({ [v]: i === 1 ? 'rejected' : 'accepted' })
  k.expected = 422
  await k.submit('/telaah')
  await k.sees('Tulis catatan untuk')
  await w.picture(k, 3, 'tanpa-catatan')
  await k.fill({ [verdicts[1].replace('hasil.', 'catatan.')]: 'Ruang lingkup belum dijelaskan.' })
  await k.submit('/telaah')
  await w.act('verifikator', 3, 'kembalikan')

  k = await w.turn('pemohon', 2, 'Kelengkapan data pendukung', { [dinas]: 'Perbaiki 1 butir' })
  await k.sees('Ruang lingkup belum dijelaskan.')
  await w.picture(k, 2, 'dikembalikan')
  await w.save('pemohon', {}, 'kak')
  await w.act('pemohon', 2, 'serahkan')

  k = await w.turn('verifikator', 3, 'Telaah dan verifikasi', { [diskominfo]: 'Telaah 1 dokumen' })
  await k.sees('Telaah: 4 dari 5 dokumen')
  await w.picture(k, 3, 'putaran-2')
  await k.fill({ [(await names(k, 'hasil.'))[0]]: 'accepted' })
  await k.submit('/telaah')
  await w.act('verifikator', 3, 'terima')
}

/** Stages 4 to 6: from the presentation to the decision. */
async function agree(w) {
  await w.turn('verifikator', 4, 'Presentasi pengajuan', { [diskominfo]: 'Isi jadwal presentasi', [dinas]: 'Lengkapi 3 butir' })
  await w.save('verifikator', { ...meeting('jadwal'), 'jadwal.attendees': ['verifikator', 'pemohon'] })
  await w.turn('pemohon', 4, 'Presentasi pengajuan', { [dinas]: 'Lengkapi 3 butir' })
  await w.save('pemohon', { 'gambaran-umum': 'Hasil terbaca pada hari yang sama.', 'analisis-dampak': 'Pengobatan tetap terlambat.' }, 'paparan')
  await w.turn('verifikator', 4, 'Presentasi pengajuan', { [diskominfo]: 'Catat presentasi telah dilaksanakan' })
  await w.act('verifikator', 4, 'catat-presentasi', { catatan: 'Paparan jelas.' })

  await w.turn('verifikator', 5, 'Rapat koordinasi', { [diskominfo]: 'Lengkapi 5 butir', [dinas]: 'Bubuhkan paraf Perangkat Daerah pemohon' })
  await w.save('verifikator', {
    ...meeting('rapat'), 'rapat.attendees': ['verifikator', 'pemohon'], 'ruang-lingkup': 'Permintaan, hasil, dan rekap.',
    'rencana-tahapan.1.title': 'Analisis', 'rencana-tahapan.1.due': day(30), 'rencana-tahapan.2.title': 'Pembuatan', 'rencana-tahapan.2.due': day(90),
  }, 'notulen')
  await w.save('pemohon', { 'perkiraan-anggaran': '85000000' })
  await w.sign('verifikator', 5, 'paraf-kominfo')
  await w.turn('pemohon', 5, 'Rapat koordinasi', { [dinas]: 'Bubuhkan paraf Perangkat Daerah pemohon' })
  await w.sign('pemohon', 5, 'paraf-pemohon')
  await w.turn('verifikator', 5, 'Rapat koordinasi', { [diskominfo]: 'Selesaikan rapat koordinasi' })
  await w.act('verifikator', 5, 'selesai-rapat')

  const k = await w.turn('kepala', 6, 'Tindak lanjut dan keputusan', { [kepala]: 'Tetapkan keputusan' })
  await k.sees('Permintaan, hasil, dan rekap.', 'Rp85.000.000')
  await w.decide('setujui', { catatan: 'Setuju.' })
}

/** Stage 7: who will do it. */
async function form(w) {
  await w.turn('verifikator', 7, w.flow === 'swakelola' ? 'Pembentukan tim' : 'Pembentukan tim dan penunjukan Pihak Ketiga', { [diskominfo]: w.flow === 'swakelola' ? 'Lengkapi 3 butir' : 'Lengkapi 4 butir' })
  await w.save('verifikator', w.flow === 'swakelola'
    ? { 'tim-pengembang': ['pengembang', 'pengembang-pd'], 'tim-penguji': ['penguji', 'penguji-pd'] }
    : {
        'tim-pendamping': ['pengembang', 'pengembang-pd'], 'tim-penguji': ['penguji', 'penguji-pd'],
        'penunjukan.agency': 'cv-nusa-karya-digital', 'penunjukan.basis': 'pengadaan-langsung', 'penunjukan.number': '027/118/SPK', 'penunjukan.date': day(-1),
      }, 'sk-tim')
  await w.act('verifikator', 7, 'tetapkan')
}

/** Stage 8, and of pihak ketiga 9 and 10: the design, and the agreement. */
async function design(w) {
  await w.turn('pengembang', 8, 'Analisis dan desain', { [w.team]: 'Lengkapi 3 butir', ...testers })
  await w.save('pengembang', {
    'kelayakan.proses-bisnis': 'feasible', 'kelayakan.teknis': 'feasible', 'kelayakan.hukum': 'feasible-with-notes', 'kelayakan.hukum.note': 'Perlu persetujuan pemilik data.',
  }, 'dokumen-desain')
  await w.sign('pengembang', 8, w.initials)
  await w.turn('penguji', 8, 'Analisis dan desain', testers)
  await w.sign('penguji', 8, 'paraf-penguji')
  await w.turn('pengembang', 8, 'Analisis dan desain', { [w.team]: 'Sepakati analisis dan desain' })
  await w.act('pengembang', 8, 'sepakati')
  if (w.flow === 'swakelola') return

  await w.turn('pengembang', 9, 'Pemetaan kerja sama dan penyusunan perjanjian', { [w.team]: 'Lengkapi 4 butir', ...testers })
  await w.save('pengembang', { pemetaan: 'Pihak Ketiga membangun, tim menguji.', 'kepatuhan.etika': 'done', 'kepatuhan.peraturan': 'done' }, 'draf-perjanjian')
  await w.sign('pengembang', 9, 'paraf-pendamping')
  await w.sign('penguji', 9, 'paraf-penguji')
  await w.act('pengembang', 9, 'ajukan-perjanjian')

  await w.turn('verifikator', 10, 'Penandatanganan perjanjian kerja sama', { [diskominfo]: 'Lengkapi 4 butir', ...theHead, ...theAgency, ...theVendor('tanda tangan') })
  const terms = Object.fromEntries(['ruang-lingkup', 'jangka-waktu', 'hak-kewajiban', 'kerahasiaan-data', 'kepemilikan'].map(x => ['ketentuan.' + x, 'done']))
  await w.save('verifikator', { 'nomor-perjanjian': '415.4/27/PKS', 'tanggal-perjanjian': day(-1), nilai: '85000000', ...terms }, 'perjanjian')
  await w.turn('kepala', 10, 'Penandatanganan perjanjian kerja sama', { ...theHead, ...theAgency, ...theVendor('tanda tangan') })
  await w.sign('kepala', 10, 'tanda-tangan-kominfo')
  await w.sign('pemohon', 10, 'tanda-tangan-pemohon')
  await w.turn('vendor', 10, 'Penandatanganan perjanjian kerja sama', theVendor('tanda tangan'))
  await w.sign('vendor', 10, 'tanda-tangan-pihak-ketiga')
  await w.turn('verifikator', 10, 'Penandatanganan perjanjian kerja sama', { [diskominfo]: 'Sahkan perjanjian atau kembalikan draf untuk direvisi' })
  await w.act('verifikator', 10, 'sahkan')
}

/** Building, installing, testing with one finding, its fix, and the test again. */
async function build(w) {
  const n = w.flow === 'swakelola' ? 9 : 11
  let k = await w.turn(w.lead, n, 'Pembuatan sistem', { [w.leads]: 'Lengkapi 2 butir' })
  await k.sees('Yang menjadi acuan tahap ini')
  await w.save(w.lead, { 'kemajuan.text': 'Rangka selesai.', repositori: 'https://kode.example/rujukan', versi: '1.0.0' })
  await w.turn(w.lead, n, 'Pembuatan sistem', { [w.leads]: 'Nyatakan pembuatan selesai' })
  await w.act(w.lead, n, 'selesai-pembuatan')

  await w.turn(w.lead, n + 1, 'Implementasi sistem', { [w.leads]: 'Lengkapi 2 butir', ...w.flow === 'swakelola' ? {} : { ...companions, ...testers } })
  await w.save(w.lead, {
    'instalasi.perangkat-keras': 'not-applicable', 'instalasi.perangkat-keras.note': 'Memakai peladen yang ada.',
    'instalasi.perangkat-lunak': 'done', 'instalasi.fasilitas-pendukung': 'done', 'alamat-sistem': 'https://rujukan.example',
  })
  if (w.flow === 'pihak-ketiga') {
    await w.turn('pengembang', n + 1, 'Implementasi sistem', { ...companions, ...testers })
    await w.sign('pengembang', n + 1, 'paraf-pendamping')
    await w.turn('penguji', n + 1, 'Implementasi sistem', testers)
    await w.sign('penguji', n + 1, 'paraf-penguji')
  }
  await w.act(w.lead, n + 1, 'selesai-implementasi')

  await w.turn('penguji', n + 2, 'Pengujian', { [penguji]: 'Lengkapi 2 butir' })
  k = await w.as('penguji', '/temuan')
  await w.picture(k, n + 2, 'temuan-kosong')
  await k.fill({ title: 'Jumlah rujukan salah', aspect: 'output', quality: 'efektivitas', severity: 'high', description: 'Bila lebih dari 100 baris.' })
  await k.submit('/temuan')
  await w.picture(k, n + 2, 'temuan')
  await w.act('penguji', n + 2, 'usulkan-perbaikan')
  k = await w.turn(w.lead, n + 2, 'Perbaikan temuan', { [w.leads]: 'Perbaiki temuan pengujian' })
  await k.press(k.link('1. Jumlah rujukan salah'))
  await k.fill({ status: 'fixed', note: 'Penjumlahan dibetulkan.' })
  await w.picture(k, n + 2, 'temuan-1')
  await k.submit('/temuan/1')
  await w.act(w.lead, n + 2, 'selesai-perbaikan')
  k = await w.turn('penguji', n + 2, 'Pengujian', { [penguji]: 'Lengkapi 2 butir' })
  await k.press(k.link('1. Jumlah rujukan salah'))
  await k.fill({ status: 'verified' })
  await w.picture(k, n + 2, 'temuan-1')
  await k.submit('/temuan/1')
  const results = {}
  for (const a of ['input', 'proses', 'output']) Object.assign(results, { [`hasil-uji.${a}-efektivitas`]: 'good', [`hasil-uji.${a}-efisiensi`]: 'adequate' })
  await w.save('penguji', results, 'laporan-uji')
  await w.act('penguji', n + 2, 'nyatakan-lulus')
}

/** From the introduction of the system to the hand-over. */
async function finish(w) {
  let n = w.flow === 'swakelola' ? 12 : 14
  await w.turn(w.lead, n, 'Sosialisasi kepada pengguna', { [w.leads]: 'Lengkapi 3 butir' })
  await w.save(w.lead, { ...meeting('kegiatan'), 'kegiatan.attendees': ['pengembang', 'penguji', ...w.lead === 'vendor' ? ['vendor'] : []], peserta: '42' }, 'materi')
  await w.act(w.lead, n, 'selesai-sosialisasi')

  await w.turn('penguji', ++n, 'Pemantauan dan evaluasi', { [penguji]: 'Lengkapi 2 butir' })
  for (const kind of ['operasi', 'gangguan-teknis', 'penyempurnaan', 'faktor-eksternal']) {
    await w.save('penguji', { 'catatan-pemantauan.kind': kind, 'catatan-pemantauan.text': 'Diamati selama sepekan.' })
  }
  await w.save('penguji', { kesimpulan: 'Berjalan baik.' })
  await w.act('penguji', n, 'selesai-pemantauan')

  await w.turn(w.lead, ++n, 'Dokumentasi dan panduan penggunaan', { [w.leads]: 'Unggah 2 dokumen' })
  await w.save(w.lead, {}, 'dokumentasi-sistem', 'panduan-pengguna')
  await w.act(w.lead, n, 'serahkan-dokumentasi')

  await w.turn(w.reporter, ++n, 'Laporan hasil pekerjaan', w.flow === 'swakelola' ? { [penguji]: 'Unggah 2 dokumen' } : { 'Tim Pendamping': 'Lengkapi 3 butir', ...testers, ...theVendor('paraf') })
  await w.save(w.reporter, {}, 'laporan-hasil', 'dokumentasi-pengembangan')
  if (w.flow === 'pihak-ketiga') {
    await w.sign('pengembang', n, 'paraf-pendamping')
    await w.turn('penguji', n, 'Laporan hasil pekerjaan', { ...testers, ...theVendor('paraf') })
    await w.sign('penguji', n, 'paraf-penguji')
    await w.turn('vendor', n, 'Laporan hasil pekerjaan', theVendor('paraf'))
    await w.sign('vendor', n, 'paraf-pihak-ketiga')
  }
  await w.act(w.reporter, n, 'serahkan-laporan')

  await w.turn('verifikator', ++n, 'Serah terima pekerjaan', { [diskominfo]: 'Unggah berita acara serah terima (BAST)', ...theHead, ...theAgency })
  await w.save('verifikator', {}, 'bast')
  await w.turn('kepala', n, 'Serah terima pekerjaan', { ...theHead, ...theAgency })
  await w.sign('kepala', n, 'tanda-tangan-kominfo')
  await w.turn('pemohon', n, 'Serah terima pekerjaan', theAgency)
  await w.sign('pemohon', n, 'tanda-tangan-pemohon')
  await w.turn('verifikator', n, 'Serah terima pekerjaan', { [diskominfo]: 'Selesaikan serah terima' })
  await w.act('verifikator', n, 'serah-terima')
}

/** After the end: all that there is to read, by everybody who may. */
async function readAll(w) {
  for (const name of w.flow === 'swakelola' ? ['pemohon', 'verifikator', 'kepala', 'pengembang', 'penguji', 'auditor', 'admin'] : ['pengembang', 'vendor']) {
    const k = await w.as(name)
    assert.equal(await k.page.locator('.tahapan .tahapan-kini').count(), 0, 'no stage is under way after the end')
    await w.picture(k, 99, 'selesai')
    for (const below of await k.page.$$eval('nav.tab a', as => as.map(a => a.getAttribute('href')))) {
      if (below === w.path) continue
      await k.open(below)
      await w.picture(k, 99, below.slice(w.path.length + 1))
    }
  }
}

async function walk(flow, width, js) {
  const w = new Walk(flow, width, js)
  try {
    await apply(w)
    await supply(w)
    await agree(w)
    await form(w)
    await design(w)
    await build(w)
    await finish(w)
    await readAll(w)
  } catch (e) {
    // Where everybody stood, for whoever looks for the reason.
    for (const k of w.people.values()) console.log(k.at(), (await k.page.locator('main').innerText()).slice(0, 300))
    throw e
  }
  await w.end()
}

describe('every stage of both flows', { concurrency: 2, timeout: 600e3 }, () => {
  test('swakelola on a telephone without JavaScript', () => walk('swakelola', 360, false))
  test('pihak ketiga in an office with JavaScript', () => walk('pihak-ketiga', 1366, true))
  if (!everything) return
  test('pihak ketiga in an office without JavaScript', () => walk('pihak-ketiga', 1366, false))
  test('swakelola in an office with JavaScript', () => walk('swakelola', 1366, true))
  test('pihak ketiga on a telephone with JavaScript', () => walk('pihak-ketiga', 360, true))
})

describe('off the straight way', { concurrency: 2, timeout: 600e3 }, () => {
  test('a pause stops everything until it is over, and the agency may withdraw', async () => {
    const w = await Walk.from(await presenting(demo.url, 'Antrean yang ditarik'), 'Antrean yang ditarik')
    let k = await w.as('verifikator')
    await k.press(k.page.locator(`main a[href="${w.path}/tindakan/jeda"]`).first())
    k.expected = 422
    await k.confirm('/tindakan/jeda')
    await k.sees('harus diisi')
    await w.picture(k, 4, 'jeda-salah', true)
    await k.fill({ sebab: 'menunggu-anggaran', alasan: 'Menunggu perubahan APBD.', sampai: day(60) })
    await k.confirm('/tindakan/jeda')
    await k.sees('Dijeda', 'Menunggu perubahan APBD.')
    await w.picture(k, 4, 'dijeda')
    for (const name of ['pemohon', 'kepala', 'auditor', 'publik']) {
      const other = await w.who(name)
      await other.open(name === 'publik' ? '/lacak/' + w.code : w.path)
      await other.sees('Dijeda')
      assert.equal((await other.turn()).buttons, 0, other.at())
      assert.equal(await other.page.locator('#isian').count(), 0, other.at())
      await w.picture(other, 4, 'dijeda')
    }
    k = await w.who('pemohon')
    await k.open('/tugas')
    assert.equal(await k.page.locator(`.daftar-anda a[href="${w.path}"]`).count(), 0, 'a paused request is nobody’s task')
    await w.act('verifikator', 4, 'lanjutkan', { catatan: 'Anggaran tersedia.' })
    await w.turn('pemohon', 4, 'Presentasi pengajuan', { [diskominfo]: 'Isi jadwal presentasi', [dinas]: 'Lengkapi 3 butir' })
    await w.act('pemohon', 4, 'tarik', { alasan: 'Digabung dengan sistem lain.' })
    await ended(w, 'verifikator', 'Permohonan ditarik oleh Perangkat Daerah pemohon', 'Digabung dengan sistem lain.')
    await w.end()
  })

  test('a refusal at the review needs a document that fell short, and says why', async () => {
    const w = await Walk.from(await underReview(demo.url, 'Antrean yang ditolak'), 'Antrean yang ditolak')
    const k = await w.as('verifikator')
    assert.equal(await k.page.locator(`main a[href="${w.path}/tindakan/tolak"]`).count(), 0, 'nothing fell short yet')
    await k.fill({ [(await names(k, 'hasil.'))[1]]: 'rejected', [(await names(k, 'hasil.'))[1].replace('hasil.', 'catatan.')]: 'Isinya bukan kerangka acuan.' })
    await k.submit('/telaah')
    await w.act('verifikator', 3, 'tolak', { alasan: 'Data pendukung tidak memenuhi syarat.' })
    await ended(w, 'pemohon', 'Permohonan ditolak pada telaah', 'Data pendukung tidak memenuhi syarat.')
    await w.end()
  })

  test('the head sends a request the other way, then refuses it with a recommendation', async () => {
    const w = await Walk.from(await atStage(demo.url, 'Antrean dua jalur', 'tindak-lanjut'), 'Antrean dua jalur')
    await w.turn('kepala', 6, 'Tindak lanjut dan keputusan', { [kepala]: 'Tetapkan keputusan' })
    await w.decide('alihkan-jalur', { alasan: 'Tenaga pembuat tidak tersedia.' })
    Object.assign(w, { flow: 'pihak-ketiga', stage: '', ...flows['pihak-ketiga'] })
    const k = await w.turn('kepala', 6, 'Tindak lanjut dan keputusan', { [kepala]: 'Tetapkan keputusan' })
    await k.fill({ putusan: 'tidak-setujui' })
    k.expected = 422
    await k.confirm('/keputusan')
    await k.sees('yang perlu dibetulkan')
    await w.picture(k, 6, 'tidak-setujui-salah', true)
    await w.decide('tidak-setujui', { bentuk: 'rekomendasi', tanggapan: 'Pakai Antrean RSUD yang sudah berjalan.' })
    await ended(w, 'pemohon', 'Permohonan tidak disetujui', 'Pakai Antrean RSUD yang sudah berjalan.')
    await w.end()
  })

  test('the head stops work that has begun', async () => {
    const w = await Walk.from(await atStage(demo.url, 'Antrean yang dihentikan', 'analisis-desain'), 'Antrean yang dihentikan')
    await w.act('kepala', 8, 'hentikan', { alasan: 'Kebijakan berubah.' })
    await ended(w, 'pengembang', 'Permohonan dihentikan', 'Kebijakan berubah.')
    await w.end()
  })

  test('a request is nothing to those whom it does not concern', async () => {
    const w = await Walk.from(await atStage(demo.url, 'Antrean orang lain', 'tindak-lanjut'), 'Antrean orang lain')
    for (const name of ['pemohon2', 'vendor', 'pengembang']) {
      const k = await w.who(name)
      for (const below of ['', '/dokumen', '/riwayat', '/tindakan/setujui']) await k.open(w.path + below, 404)
      await w.picture(k, 6, 'tidak-ada')
    }
    await w.end()
  })
})

/** How a request that has ended looks to those who worked on it, to readers and to the public. */
async function ended(w, name, how, why) {
  for (const who of [name, 'auditor', 'publik']) {
    const k = await w.who(who)
    await k.open(who === 'publik' ? '/lacak/' + w.code : w.path)
    await k.sees(how, ...who === 'publik' ? [] : [why])
    assert.equal(await k.page.locator('main').locator('a[href*="/tindakan/"], a[href*="/tanda-tangan/"], form[action$="/isian"]').count(), 0, k.at())
    await w.picture(k, 90, how.toLowerCase().replaceAll(' ', '-'))
  }
}
