// Requests at the stage that a test needs, made through the API: what is tested is
// the page that comes next, not the way to it.
import { password } from './alur.mjs'

/** A real PDF with a line on each page, so that its preview shows something. */
export function pdf(...lines) {
  const content = lines.map(line => `BT /F1 24 Tf 40 740 Td (${line}) Tj ET`)
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[${lines.map((_, i) => `${4 + 2 * i} 0 R`).join(' ')}]/Count ${lines.length}>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>', ...content.flatMap((c, i) => [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${5 + 2 * i} 0 R/Resources<</Font<</F1 3 0 R>>>>>>`,
      `<</Length ${c.length}>>\nstream\n${c}\nendstream`])]
  let out = '%PDF-1.4\n'
  const at = objects.map((o, i) => { const n = out.length; out += `${i + 1} 0 obj\n${o}\nendobj\n`; return n })
  const xref = out.length
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map(n => String(n).padStart(10, '0') + ' 00000 n \n').join('')}`
  return Buffer.from(out + `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`)
}

/** Calls the API as one user; an answer that is no success is an error. */
export async function client(url, username) {
  const call = async (method, path, body) => {
    const json = body !== undefined && !(body instanceof FormData)
    const res = await fetch(url + '/api/v1' + path, {
      method, body: json ? JSON.stringify(body) : body,
      headers: { ...(json && { 'Content-Type': 'application/json' }), ...(call.token && { Authorization: 'Bearer ' + call.token }) },
    })
    const text = await res.text()
    if (!res.ok) throw new Error(`${method} ${path}: ${res.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  call.token = (await call('POST', '/tokens', { username, password })).token
  return call
}

export async function upload(call, id, kind, name = kind + '.pdf', bytes = pdf(kind)) {
  const form = new FormData()
  form.append('kind', kind)
  form.append('file', new Blob([bytes]), name)
  return call('POST', `/requests/${id}/documents`, form)
}

/** A draft with a title. */
export async function draft(url, title) {
  const call = await client(url, 'pemohon')
  return { call, id: (await call('POST', '/requests', { flow: 'swakelola', data: { judul: title } })).id }
}

export const supporting = ['kak', 'proses-bisnis', 'dasar-hukum', 'analisis-kebutuhan', 'rencana-anggaran', 'sop', 'kesiapan-sdm']

/** A request under review: the letter, seven documents, and what more adds. */
export async function underReview(url, title, more = async () => {}) {
  const { call, id } = await draft(url, title)
  await call('PATCH', `/requests/${id}/data`, {
    jenis: 'pembangunan-baru', 'nomor-surat': '045/123/2026', 'tanggal-surat': '2026-11-20', perihal: 'Permohonan sistem',
    'penanda-tangan': { name: 'Hadi Susanto', position: 'Kepala Dinas', nip: '197001011995031001' },
    narahubung: { name: 'Wati Rahayu', phone: '081234567890', email: 'wati@example.go.id' }, ringkasan: 'Antrean masih memakai kertas.',
  })
  await upload(call, id, 'surat')
  await call('POST', `/requests/${id}/actions/ajukan`, {})
  for (const kind of supporting) await upload(call, id, kind)
  await more(call, id)
  await call('POST', `/requests/${id}/actions/serahkan`, {})
  return { call, id }
}

/** A request in the stage of the presentation, where the applicant and Diskominfo both fill in a form. */
export async function presenting(url, title) {
  const { call, id } = await underReview(url, title)
  const reviewer = await client(url, 'verifikator')
  for (const doc of (await call('GET', `/requests/${id}/documents`)).items) {
    await reviewer('PUT', `/requests/${id}/documents/${doc.id}/review`, { verdict: 'accepted', note: '' })
  }
  await reviewer('POST', `/requests/${id}/actions/terima`, {})
  return { call, id }
}

/** The answers of a request's stage as they are stored now. */
export async function stored(call, id) {
  const req = await call('GET', `/requests/${id}`)
  return req.data[req.stage.id] ?? {}
}

/** The events of a request, oldest first. */
export async function events(call, id) {
  return (await call('GET', `/requests/${id}/events?limit=1000`)).items
}

const day = n => new Date(Date.now() + (24 * n + 7) * 3600e3).toISOString().slice(0, 10)
const hour = n => new Date(Date.now() + n * 3600e3).toISOString()
const past = attendees => ({ start: hour(-2), end: hour(-1), place: 'Ruang Rapat Aptika', link: '', attendees, guests: '', minutes: '' })
const good = { verdict: 'good', note: '' }
const done = { state: 'done', note: '' }

// The stages of swakelola after the review, in order: who does what, and the action that leads on.
const later = [
  ['presentasi', async as => {
    await as.verifikator.set({ jadwal: past(['verifikator', 'pemohon']) })
    await as.pemohon.set({ 'gambaran-umum': 'Pasien mengambil nomor dari rumah.', 'analisis-dampak': 'Antrean menumpuk setiap pagi.' })
    await as.pemohon.upload('paparan')
    await as.verifikator.act('catat-presentasi')
  }],
  ['rapat-koordinasi', async as => {
    await as.verifikator.set({ rapat: past(['verifikator', 'pemohon']), 'ruang-lingkup': 'Nomor antrean, layar panggil, laporan.', 'rencana-tahapan': [{ title: 'Analisis', due: day(30) }, { title: 'Pembuatan', due: day(90) }] })
    await as.pemohon.set({ 'perkiraan-anggaran': 85_000_000 })
    await as.verifikator.upload('notulen')
    await as.verifikator.sign('paraf-kominfo')
    await as.pemohon.sign('paraf-pemohon')
    await as.verifikator.act('selesai-rapat')
  }],
  ['tindak-lanjut', as => as.kepala.act('setujui')],
  ['pembentukan-tim', async as => {
    await as.verifikator.set({ 'tim-pengembang': ['pengembang', 'pengembang-pd'], 'tim-penguji': ['penguji', 'penguji-pd'] })
    await as.verifikator.upload('sk-tim')
    await as.verifikator.act('tetapkan')
  }],
  ['analisis-desain', async as => {
    await as.pengembang.set({ kelayakan: { 'proses-bisnis': { verdict: 'feasible', note: '' }, hukum: { verdict: 'feasible', note: '' }, teknis: { verdict: 'feasible', note: '' } } })
    await as.pengembang.upload('dokumen-desain')
    await as.pengembang.sign('paraf-pengembang')
    await as.penguji.sign('paraf-penguji')
    await as.pengembang.act('sepakati')
  }],
  ['pembuatan', async as => {
    await as.pengembang.set({ repositori: 'https://kode.example/antrean', versi: '1.0.0' })
    await as.pengembang.act('selesai-pembuatan')
  }],
  ['implementasi', async as => {
    await as.pengembang.set({ instalasi: { 'perangkat-keras': done, 'perangkat-lunak': done, 'fasilitas-pendukung': done }, 'alamat-sistem': 'https://antrean.example' })
    await as.pengembang.act('selesai-implementasi')
  }],
  ['pengujian', async as => {
    await as.penguji.set({ 'hasil-uji': Object.fromEntries(['input', 'proses', 'output'].flatMap(a => [[a + '-efektivitas', good], [a + '-efisiensi', good]])) })
    await as.penguji.upload('laporan-uji')
    await as.penguji.act('nyatakan-lulus')
  }],
  ['sosialisasi', async as => {
    await as.pengembang.set({ kegiatan: past(['pengembang', 'penguji']), peserta: 42 })
    await as.pengembang.upload('materi')
    await as.pengembang.act('selesai-sosialisasi')
  }],
  ['pemantauan-evaluasi', async as => {
    const entry = kind => ({ kind, date: day(0), text: 'Diamati selama sepekan.' })
    await as.penguji.set({ 'catatan-pemantauan': ['operasi', 'gangguan-teknis', 'penyempurnaan', 'faktor-eksternal'].map(entry), kesimpulan: 'Berjalan baik.' })
    await as.penguji.act('selesai-pemantauan')
  }],
  ['dokumentasi', async as => {
    await as.pengembang.upload('dokumentasi-sistem')
    await as.pengembang.upload('panduan-pengguna')
    await as.pengembang.act('serahkan-dokumentasi')
  }],
  ['laporan', async as => {
    await as.penguji.upload('laporan-hasil')
    await as.penguji.upload('dokumentasi-pengembangan')
    await as.penguji.act('serahkan-laporan')
  }],
  ['serah-terima', as => as.verifikator.upload('bast')],
]

/** A request of swakelola that has just entered one of the stages after the review. */
export async function atStage(url, title, stage) {
  const { call, id } = await presenting(url, title)
  const as = {}
  for (const name of ['pemohon', 'verifikator', 'kepala', 'pengembang', 'penguji']) {
    const api = await client(url, name)
    as[name] = {
      set: data => api('PATCH', `/requests/${id}/data`, data),
      upload: kind => upload(api, id, kind),
      sign: item => api('POST', `/requests/${id}/signatures`, { item, password }),
      act: action => api('POST', `/requests/${id}/actions/${action}`, { input: {} }),
    }
  }
  for (const [name, play] of later) {
    if (name === stage) return { call, id, as }
    await play(as)
  }
  throw new Error(`no stage ${stage}`)
}

/** The same with the report of hand-over there: it waits for its two signatures. */
export async function atHandover(url, title) {
  const req = await atStage(url, title, 'serah-terima')
  await later.at(-1)[1](req.as)
  return req
}
