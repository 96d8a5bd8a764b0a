// The guides of docs/panduan against the product: every label that a guide quotes in
// «…» is looked for on the pages that its section speaks of, every link leads somewhere,
// every picture is there and used. With ALUR_PANDUAN=1 the pictures are taken anew.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { startDemo, startGallery, startBrowser, signIn } from './alur.mjs'
import { photograph, small } from './png.mjs'
import { client, draft, upload, underReview, presenting, atStage, atHandover } from './requests.mjs'

const guides = new URL('../docs/panduan/', import.meta.url)
const pictures = new URL('gambar/', guides)
const taking = Boolean(process.env.ALUR_PANDUAN)

let demo, gallery, browser
before(async () => { [demo, gallery] = await Promise.all([startDemo(), startGallery()]); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop(); await gallery?.stop() })

/** The sections of a guide by their heading; what stands before the first is "". */
function sections(text) {
  const out = { '': '' }
  let at = ''
  for (const line of text.split('\n')) {
    const heading = line.match(/^## (.+)$/)
    if (heading) out[at = heading[1]] = ''
    else out[at] += line + '\n'
  }
  return out
}

const guide = name => readFile(new URL(name, guides), 'utf8')
const labels = text => [...text.matchAll(/«([^»]+)»/g)].map(m => m[1].replace(/\s+/g, ' ')).filter(l => l !== '…')

// What a guide quotes and no page of the demonstration can show.
const unseen = {
  'Jawab undangan': 'it is there once a meeting has its time; rapat.test.mjs sets one',
  'Peserta, daftar hadir, dan hasil': 'as Jawab undangan',
  'Tanda tangani dengan sertifikat elektronik (BSrE)': 'it is there where a signing service is set up; a Go test does that (TestPaperSigning)',
  'Rino a.n. Endang (Plh)': 'it is there once a stand-in has acted; stand-in.test.mjs makes one act',
  'Plt. Kepala Dinas': 'it stands in papers; a Go test reads them',
  'Riwayat tidak utuh': 'it takes a history that somebody has damaged; a Go test does that',
  Setujui: 'it is there while a proposal waits; people.test.mjs makes one',
  Tolak: 'as Setujui',
  'Akhiri sekarang': 'it is there while somebody stands in; stand-in.test.mjs makes it so',
  'Hapus data orang': 'it is there once an account is inactive; a Go test does that (TestErasePages)',
  'Hapus data orang ini': 'as Hapus data orang',
  'Pengguna terhapus': 'as Hapus data orang',
  Lanjutkan: 'it is there while an upload stands still; uploads.test.mjs makes one',
}

/** Somebody who walks through the pages of one section and remembers every text on them. */
class Reader {
  texts = new Set()
  contexts = new Map()

  async as(username, width = 1366) {
    const key = `${username} ${width}`
    if (!this.contexts.has(key)) {
      const context = await browser.newContext({ viewport: { width, height: 768 } })
      const page = await context.newPage()
      page.setDefaultTimeout(60000)
      if (username) await signIn(page, demo.url, username)
      this.contexts.set(key, page)
    }
    return this.contexts.get(key)
  }

  /** Opens pages as somebody, folds open what is folded, and reads them. */
  async read(username, ...paths) {
    const page = await this.as(username)
    for (const path of paths) {
      const answer = await page.goto(demo.url + path)
      assert.equal(answer.status(), 200, `${username} ${path}`)
      await this.look(page)
    }
    return page
  }

  /** Reads pages in states that the demonstration is not in: exhibits of the gallery, by their keys. */
  async drawn(...keys) {
    const page = await this.as('')
    for (const key of keys) {
      assert.equal((await page.goto(`${gallery.url}/${key}`)).status() < 500, true, key)
      await this.look(page)
    }
  }

  async look(page) {
    const texts = await page.evaluate(() => {
      for (const d of document.querySelectorAll('details')) d.open = true
      for (const e of document.querySelectorAll('.sembunyi')) e.remove()
      const short = [...document.querySelectorAll('body *:not(script)')].filter(e => e.textContent.length < 1000) // asking for innerText lays the page out
      return short.map(e => e.innerText ?? '').filter(t => t !== '' && t.length < 300)
    })
    for (const t of texts) this.texts.add(t.replace(/\s+/g, ' ').trim())
  }

  shows(label) {
    if (this.texts.has(label)) return true
    if (label.includes('…')) { // stands for what differs
      const pattern = new RegExp('^' + label.split('…').map(p => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+') + '$')
      return [...this.texts].some(t => pattern.test(t))
    }
    for (const t of this.texts) if (t.startsWith(label + ' ') || t.startsWith(label + ':')) return true
    return false
  }

  /** Takes a picture of the part of a page from the first to the last of the elements. */
  async picture(name, username, width, path, from, to = from, prepare = async () => {}) {
    if (!taking) return
    const page = await this.as(username, width)
    if (path) await page.goto(demo.url + path)
    await prepare(page)
    await page.evaluate(() => {
      document.querySelector('.peragaan')?.remove()
      const nav = document.querySelector('.nav')
      if (getComputedStyle(nav).position === 'fixed') nav.remove() // it would lie across the picture
      document.activeElement?.blur()
      scrollTo(0, 0) // the head of the page sticks to where one is
    })
    await page.locator(to).first().waitFor()
    const boxes = [await page.locator(from).first().boundingBox(), await page.locator(to).last().boundingBox()]
    const scroll = await page.evaluate(() => ({ x: scrollX, y: scrollY }))
    const x = Math.max(0, Math.min(...boxes.map(b => b.x)) - 12), y = Math.max(0, Math.min(...boxes.map(b => b.y)) + scroll.y - 12)
    const right = Math.min(width, Math.max(...boxes.map(b => b.x + b.width)) + 12), bottom = Math.max(...boxes.map(b => b.y + b.height)) + scroll.y + 12
    const tall = width < 600 ? 900 : 760
    const png = await page.screenshot({ fullPage: true, clip: { x, y, width: right - x, height: Math.min(bottom - y, tall) } })
    await mkdir(pictures, { recursive: true })
    await writeFile(new URL(name + '.png', pictures), await small(browser, png))
  }

  async leave() { for (const page of this.contexts.values()) await page.context().close() }
}

// The requests that guides speak of, each made when it is first asked for.
const made = new Map()
function once(name, make) {
  if (!made.has(name)) made.set(name, make())
  return made.get(name)
}
const found = title => once('demo ' + title, async () => {
  const auditor = await client(demo.url, 'auditor')
  const all = (await auditor('GET', '/requests?limit=200')).items
  const req = all.find(r => r.title === title)
  assert.ok(req, `the demonstration has no «${title}»`)
  return '/permohonan/' + req.id
})
const at = stage => once(stage, async () => {
  const { id, as } = await atStage(demo.url, 'Antrean Laboratorium', stage)
  return { path: '/permohonan/' + id, as }
})
const handover = () => once('handover', async () => '/permohonan/' + (await atHandover(demo.url, 'Antrean Apotek')).id)
const presentation = () => once('presentation', async () => '/permohonan/' + (await presenting(demo.url, 'Antrean Kasir')).id)
/** A draft with all its answers, and the same a stage later. */
const complete = () => once('complete', async () => {
  const { call, id } = await draft(demo.url, 'Antrean Radiologi')
  await call('PATCH', `/requests/${id}/data`, {
    jenis: 'pembangunan-baru', 'nomor-surat': '045/811/2026', 'tanggal-surat': '2026-11-20', perihal: 'Permohonan sistem antrean radiologi',
    'penanda-tangan': { name: 'dr. Ratna Wijayanti', position: 'Kepala Dinas Kesehatan', nip: '197104121999032001' },
    narahubung: { name: 'Wati Rahayu', phone: '081200001101', email: 'wati.rahayu@dinkes.example' }, ringkasan: 'Pasien menunggu hasil foto rontgen dua hari.',
  })
  await upload(call, id, 'surat', 'Surat Permohonan.pdf')
  return '/permohonan/' + id
})
const sent = () => once('sent', async () => {
  const path = await complete()
  const call = await client(demo.url, 'pemohon')
  await call('POST', `/requests/${path.split('/').at(-1)}/actions/ajukan`, {})
  return path
})
/** The meeting with everything there but the signatures. */
const minuted = () => once('minuted', async () => {
  const { path, as } = await at('rapat-koordinasi')
  const hour = n => new Date(Date.now() + n * 3600e3).toISOString()
  await as.verifikator.set({
    rapat: { start: hour(-2), end: hour(-1), place: 'Ruang Rapat Aptika', link: '', attendees: ['verifikator', 'pemohon'], guests: '', minutes: '' },
    'ruang-lingkup': 'Nomor antrean dan layar panggil.', 'rencana-tahapan': [{ title: 'Analisis', due: '2027-01-15' }],
  })
  await as.verifikator.upload('notulen')
  return path
})

/** Waits for the document beside the review: it is drawn when somebody sees it. */
async function preview(page) {
  await page.locator('[data-pratinjau-panel]').scrollIntoViewIfNeeded()
  const patience = { timeout: 180000 } // the first document takes a busy machine long
  await page.locator('[data-alat=putar]').first().waitFor(patience)
  await page.waitForFunction(() => [...document.querySelectorAll('[data-pratinjau-panel] img')].some(i => i.complete && i.naturalWidth > 0), null, patience)
}

/** The second round of a review: one document replaced, and one that has no preview. */
const again = () => once('again', async () => {
  const { call, id } = await underReview(demo.url, 'Antrean Farmasi', (call, id) => upload(call, id, 'lainnya', 'daftar.txt', Buffer.from('satu, dua')))
  const reviewer = await client(demo.url, 'verifikator')
  for (const d of (await call('GET', `/requests/${id}/documents`)).items) {
    const bad = d.kind === 'sop' || d.kind === 'lainnya'
    await reviewer('PUT', `/requests/${id}/documents/${d.id}/review`, { verdict: bad ? 'rejected' : 'accepted', note: bad ? '1 halaman hilang' : '' })
  }
  await reviewer('POST', `/requests/${id}/actions/kembalikan`, {})
  await upload(call, id, 'sop', 'sop-lengkap.pdf')
  const list = (await call('GET', `/requests/${id}/documents`)).items.find(d => d.kind === 'lainnya')
  await call('DELETE', `/requests/${id}/documents/${list.id}`)
  await upload(call, id, 'lainnya', 'daftar-baru.txt', Buffer.from('satu, dua, tiga'))
  await call('POST', `/requests/${id}/actions/serahkan`, {})
  return '/permohonan/' + id
})

/** Two times for a meeting, which the applicant is asked about. */
const proposed = () => once('proposed', async () => {
  const path = await presentation()
  const reader = new Reader()
  const page = await reader.read('verifikator', path + '/pertemuan/jadwal')
  await reader.read('verifikator', await page.locator('main a', { hasText: 'Usulkan waktu' }).getAttribute('href'))
  for (const [i, time] of ['09:00', '13:30'].entries()) await page.fill(`[id="waktu.${i + 1}"]`, new Date(Date.now() + (i + 3) * 864e5).toISOString().slice(0, 10) + 'T' + time)
  await page.click('button:has-text("Tanyakan waktu ini")')
  await page.waitForURL(/pertemuan\/jadwal$/)
  await reader.leave()
  return path
})

const tour = {
  'integrasi.md': {
    'Membuat token': async r => { await r.read('pemohon', '/akun', '/akun/token') },
    'Akun layanan': async r => { await r.read('admin', '/admin/layanan', '/admin/layanan/baru') },
    'Bila token bocor': async r => {
      const page = await r.read('pemohon', '/akun/token')
      await page.fill('#nama-token', 'Percobaan')
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Buat token' }).click()])
      await r.read('pemohon', '/akun', '/akun/token')
    },
  },
  'README.md': {
    '': async r => { await r.read('pemohon', '/tugas') },
    'Yang sama bagi semua': async r => {
      const path = await found('Sistem Antrean Puskesmas')
      await r.read('pemohon', '/tugas', path)
      await r.picture('giliran', 'pemohon', 360, path, '.giliran')
    },
    'Akun Anda': async r => { await r.read('pemohon', '/tugas', '/akun') },
    'Bila ada yang tidak beres': async r => { await r.read('pemohon', await found('Sistem Antrean Puskesmas')) },
  },
  'pemohon.md': {
    'Mengajukan permohonan': async r => {
      const begun = await found('Jadwal Dokter Puskesmas')
      await r.read('pemohon', '/tugas', '/permohonan/baru', begun, begun + '/isi/surat', await complete() + '/periksa')
      await r.picture('pemohon-bagian', 'pemohon', 360, begun, '.permohonan-kepala', 'main .baris-tombol')
      const page = await r.read('pemohon', begun + '/foto/surat')
      await page.locator('main input[type=file]').last().setInputFiles([photograph('1.png', 215), photograph('2.png', 190)])
      await page.locator('.foto li').nth(1).waitFor()
      await r.look(page)
      await r.picture('pemohon-foto', 'pemohon', 360, begun + '/foto/surat', 'h1', '.foto li:first-child')
    },
    'Melengkapi data pendukung': async r => {
      await r.read('pemohon', '/tugas', await sent())
      await r.drawn('request_docs.virus')
    },
    'Memperbaiki yang dikembalikan': async r => {
      const path = await found('Sistem Antrean Puskesmas')
      await r.read('pemohon', '/tugas', path)
      await r.picture('pemohon-perbaiki', 'pemohon', 360, path, '#isian')
    },
    'Presentasi dan rapat koordinasi': async r => {
      const path = await minuted()
      await r.read('pemohon', '/tugas', await proposed(), path, '/agenda', await proposed() + '/pertemuan/jadwal')
      await r.read('pemohon', path + '/tanda-tangan/paraf-pemohon').catch(() => {})
      await r.drawn('request_meeting', 'request_gathering', 'roll.masuk', 'meeting_screen', 'request_meeting.terjadwal')
      await r.read('pemohon', await handover() + '/tanda-tangan/tanda-tangan-pemohon')
    },
    'Menandatangani serah terima': async r => { await r.read('pemohon', '/tugas', await handover(), await handover() + '/tanda-tangan/tanda-tangan-pemohon') },
    'Menarik permohonan': async r => { await r.read('pemohon', await found('SIPOSYANDU')) },
  },
  'verifikator.md': {
    'Menelaah permohonan': async r => {
      const path = await found('Layanan Legalisasi Ijazah')
      const page = await r.read('verifikator', '/tugas', await again())
      await r.drawn('request_docs.tanda-tangan', 'request_preview.tanda-tangan')
      await page.goto(demo.url + path)
      await preview(page)
      await r.look(page)
      await r.picture('verifikator-telaah', 'verifikator', 1366, path, '#telaah', '#telaah', async page => {
        await preview(page)
      })
    },
    'Mencatat surat kertas': async r => {
      await r.read('verifikator', '/tugas')
      const page = await r.read('verifikator', '/permohonan/baru')
      await page.selectOption('main select', 'dinas-sosial')
      await page.check('main input[name=jalur][value=swakelola]')
      await page.locator('main button[type=submit]').last().click()
      await page.waitForURL(/permohonan\/[0-9a-f]{32}/)
      await r.read('verifikator', new URL(page.url()).pathname + '/isi/surat')
      await r.read('pemohon', await once('another complete', async () => {
        const { call, id } = await draft(demo.url, 'Antrean Poli Gigi')
        const data = (await call('GET', '/requests/' + (await complete()).split('/').at(-1))).data['surat-permohonan']
        const { judul, surat, ...rest } = data
        await call('PATCH', `/requests/${id}/data`, rest)
        await upload(call, id, 'surat')
        return '/permohonan/' + id + '/periksa'
      }))
    },
    'Presentasi dan rapat': async r => {
      const path = await minuted()
      await r.drawn('request_meeting.terjadwal', 'request_meeting.pemilik', 'request_gathering.memimpin', 'request_meeting.lewat', 'meeting_screen')
      await r.read('verifikator', '/tugas', await proposed(), await found('SIPOSYANDU'), path, path + '/riwayat', await proposed() + '/pertemuan/jadwal', await proposed() + '/pertemuan/jadwal/usul')
      await r.picture('verifikator-rapat', 'verifikator', 1366, await found('SIPOSYANDU'), '.giliran', '#butir-rapat')
    },
    Naskah: async r => {
      const path = await minuted()
      await r.read('verifikator', path, path + '/naskah')
      await r.drawn('request_papers', 'request_paper', 'request_paper.bernomor', 'request_stage.serah-terima').catch(() => {})
    },
    'Membentuk tim': async r => {
      const path = await found('e-Presensi Guru')
      await r.read('verifikator', path, await found('Rujukan Puskesmas Terpadu'))
      await r.picture('verifikator-tim', 'verifikator', 1366, path, '#isian')
    },
    'Menjeda, melanjutkan, menyerahkan': async r => { await r.read('verifikator', '/tugas', await found('Layanan Legalisasi Ijazah'), await found('SIPOSYANDU'), await found('Arsip Digital'), await found('Peta Zonasi Sekolah'), await handover()) },
  },
  'kepala.md': {
    'Memutuskan permohonan': async r => {
      const path = await found('e-Aspirasi Warga')
      const page = await r.read('kepala', '/tugas', path)
      await page.check('[name=putusan][value=tidak-setujui]')
      await r.look(page)
      await r.picture('kepala-dasar', 'kepala', 360, path, '.giliran ~ section', '[aria-labelledby=angka] ~ section')
      await r.picture('kepala-keputusan', 'kepala', 360, path, '#keputusan')
    },
    Menandatangani: async r => {
      await r.read('kepala', '/tugas', await handover(), await handover() + '/tanda-tangan/tanda-tangan-kominfo')
      await r.drawn('request_paper', 'request_paper_sign', 'request_paper.bernomor')
    },
    'Menjeda atau menghentikan': async r => { await r.read('kepala', await found('Rujukan Puskesmas Terpadu'), await found('Arsip Digital')) },
    'Melihat yang macet': async r => { await r.read('kepala', '/permohonan') },
  },
  'tim.md': {
    'Mengetahui tugas Anda': async r => {
      await r.read('pengembang', '/tugas', await found('Rujukan Puskesmas Terpadu'))
      await r.picture('tim-tugas', 'pengembang', 1366, '/tugas', '.daftar-anda')
      const page = await r.read('pengembang', await found('Rujukan Puskesmas Terpadu'))
      await page.click('button:has-text("Ambil tugas")')
      await page.waitForLoadState()
      await r.read('pengembang', await found('Rujukan Puskesmas Terpadu'))
    },
    'Melaporkan kemajuan': async r => { await r.read('pengembang', await found('Rujukan Puskesmas Terpadu')) },
    'Menilai kelayakan': async r => {
      const { path, as } = await at('analisis-desain')
      await r.read('pengembang', path)
      const verdict = { verdict: 'feasible', note: '' }
      await as.pengembang.set({ kelayakan: { 'proses-bisnis': verdict, hukum: verdict, teknis: verdict } })
      await as.pengembang.upload('dokumen-desain')
      await r.read('pengembang', path)
    },
    Menguji: async r => {
      const { path } = await at('pengujian')
      await r.read('penguji', path, path + '/temuan')
      await r.drawn('request_papers', 'request_paper', 'request_paper.bernomor')
      await r.picture('tim-temuan', 'penguji', 360, path + '/temuan', '[aria-labelledby=judul-baru]', '[aria-labelledby=judul-baru]', async page => {
        await page.fill('[name=title]', 'Jumlah salah bila lebih dari 100 baris')
      })
    },
  },
  'pihak-ketiga.md': {
    'Menandatangani perjanjian': async r => {
      const path = await found('Peta Zonasi Sekolah')
      await r.read('vendor2', '/tugas', path, path + '/tanda-tangan/tanda-tangan-pihak-ketiga')
    },
    'Menjawab temuan': async r => {
      const path = await found('e-Rekam Imunisasi')
      await r.read('vendor', '/tugas', path, path + '/temuan/1', path + '/temuan/3')
      await r.picture('pihak-ketiga-temuan', 'vendor', 360, path, '#temuan')
    },
  },
  'auditor.md': {
    'Mencari siapa memutuskan apa': async r => {
      const path = await found('Pantau Gizi Balita')
      await r.read('auditor', '/permohonan', '/permohonan?status=open', path, path + '/riwayat')
      await r.picture('auditor-riwayat', 'auditor', 1366, path + '/riwayat', '.judul-bagian', '.riwayat li:nth-child(5)')
    },
    'Membuktikan bahwa riwayat utuh': async r => {
      const path = await found('Pantau Gizi Balita')
      await r.read('auditor', path + '/riwayat', path + '/riwayat/keutuhan')
      await r.drawn('integrity', 'integrity.baru', 'integrity_print')
      await r.picture('auditor-utuh', 'auditor', 1366, path + '/riwayat/keutuhan', 'h1', '[aria-labelledby=hasil]')
    },
    'Melihat kepatuhan pada panduan': async r => {
      const path = await found('Pantau Gizi Balita')
      await r.read('auditor', path + '/riwayat', '/laporan/kepatuhan')
      await r.drawn('request_compliance', 'compliance_year')
    },
    'Melihat siapa berbuat apa dengan akun': async r => { await r.read('auditor', '/admin/keamanan') },
    'Membawa berkas bukti': async r => { await r.read('auditor', await found('Sistem Antrean Puskesmas') + '/riwayat') },
    'Membawa daftar': async r => { await r.read('auditor', '/permohonan') },
  },
  'admin.md': {
    '': async r => { await r.read('admin', '/admin/pengguna/baru') },
    'Mengundang pengguna': async r => {
      await r.read('admin', '/admin/pengguna', '/admin/pengguna/baru')
      const page = await r.as('admin')
      await page.fill('#nama', 'Lestari Widodo')
      await page.selectOption('#instansi', 'dinas-kesehatan')
      await page.check('[name=peran][value=member]')
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Undang', exact: true }).click()])
      await r.look(page)
      await r.read('admin', '/admin/pengguna/lestari.widodo')
      await r.picture('admin-tambah', 'admin', 360, '/admin/pengguna/baru', 'h1', 'main form')
    },
    'Mengubah atau memindahkan pengguna': async r => { await r.read('admin', '/admin/pengguna', '/admin/pengguna/pemohon') },
    'Persetujuan pengelola lain': async r => { await r.read('admin', '/admin/persetujuan') },
    'Menonaktifkan pengguna': async r => { await r.read('admin', '/tugas', '/admin/pengguna', '/admin/pengguna/pengembang', '/admin/pengguna/pengembang/nonaktifkan') },
    'Admin PD': async r => { await r.read('admin-pd', '/tugas', '/admin/pengguna'); await r.read('admin', '/admin/pengguna/baru') },
    'Mencatat Plt, Plh, atau pengganti cuti': async r => { await r.read('admin', '/admin/pengguna', '/admin/pengguna/kepala', '/admin/pengguna/kepala/pengganti') },
    'Templat naskah': async r => {
      await r.read('admin', '/tugas', '/admin/templat')
      await r.drawn('letter_template', 'letter_version', 'letter_version.salah', 'letter_template.salah')
    },
    'Email yang tidak sampai': async r => {
      await r.read('admin', '/tugas', '/admin/pengguna')
      await r.drawn('deliveries', 'delivery_discard')
    },
    'Membantu orang yang kehilangan ponsel': async r => { await r.read('admin', '/admin/pengguna', '/admin/pengguna/pemohon', '/admin/pengguna/pemohon/sesi') },
    'Orang yang meminta datanya': async r => { await r.read('admin', '/admin/pengguna', '/admin/pengguna/pemohon') },
    'Merapikan Perangkat Daerah': async r => { await r.read('admin', '/admin/pd', '/admin/pd/baru', '/admin/pd/dinas-pendidikan') },
    'Data kop surat': async r => {
      await r.read('admin', '/admin/pd', '/admin/pd/dinas-pendidikan', '/admin/pd/dinas-pendidikan/kop')
      await r.read('admin-pd', '/tugas', '/admin/pd/dinas-kesehatan/kop')
    },
    'Hari libur': async r => {
      await r.read('admin', '/tugas', await found('Rujukan Puskesmas Terpadu'), '/admin/libur')
      const page = await r.read('admin', '/admin/libur/impor')
      const list = 'tanggal;nama;jenis\n2027-01-01;Tahun Baru;libur\n'
      await page.fill('main [name=tahun]', '2027')
      await page.setInputFiles('main input[type=file]', { name: 'libur-2027.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
      await page.getByRole('button', { name: 'Unggah dan periksa' }).click()
      await page.getByRole('heading', { level: 1, name: 'Periksa hari libur 2027' }).waitFor()
      await r.look(page)
    },
    'Peringatan keamanan': async r => {
      const page = await r.as('pemohon2') // who is refused again and again what is not his
      for (let i = 0; i < 10; i++) assert.equal((await page.goto(demo.url + '/admin/pengguna')).status(), 403)
      await r.read('admin', '/tugas', '/admin/keamanan')
    },
    'Impor dari Excel': async r => {
      const page = await r.read('admin', '/admin/pengguna', '/admin/impor')
      const list = 'Nama;PD;Username\nContoh Satu;Dinas Kesehatan;\nContoh Dua;Dinas Entah;\nWati;;pemohon\n;;penguji\nSama Saja;;\n'
      await page.setInputFiles('#berkas', { name: 'pegawai.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Unggah dan periksa' }).click()])
      await r.look(page)
      await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Contoh Satu' }).click()])
      await r.look(page)
    },
  },
  'akun.md': {
    Masuk: async r => { await r.read('', '/masuk') },
    'Mengatur kabar': async r => {
      await r.read('pemohon', '/kabar', '/akun')
      await r.drawn('account', 'account.alamat', 'notices')
    },
    'Memasang kode autentikasi': async r => { await r.read('pemohon', '/akun', '/akun/kode-autentikasi') },
    'Memasang kunci sandi': async r => { await r.read('pemohon', '/akun', '/akun/kunci-sandi') },
    'Melihat perangkat yang masuk': async r => { await r.read('pemohon', '/akun') },
    'Mengunduh data Anda': async r => { await r.read('pemohon', '/akun') },
  },
  'publik.md': {
    'Melacak permohonan': async r => {
      await r.read('', '/', '/lacak')
      const auditor = await client(demo.url, 'auditor')
      const req = await auditor('GET', '/requests/' + (await found('e-Rekam Imunisasi')).split('/').at(-1))
      await r.picture('publik-lacak', '', 360, '/lacak/' + req.tracking_code, 'main > p:first-child', 'main .kemajuan')
    },
    'Memeriksa keaslian naskah': async r => {
      await r.read('', '/', '/cek-dokumen')
      await r.drawn('paper_check', 'paper_check.beda')
    },
    'Membaca panduan': async r => { await r.read('', '/', '/panduan') },
  },
}

test('the picture in README.md', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  assert.match(readme, /!\[[^\]]+\]\(docs\/permohonan\.png\)/)
  if (!taking) return
  const reader = new Reader()
  const screen = await reader.as('pemohon', 1280)
  await screen.setViewportSize({ width: 1280, height: 900 })
  await screen.goto(demo.url + '/permohonan')
  await writeFile(new URL('../docs/permohonan.png', import.meta.url), await small(browser, await screen.screenshot()))
  await reader.leave()
})

for (const [name, walks] of Object.entries(tour)) {
  test(`${name}: every label that it quotes is on the page`, async () => {
    const parts = sections(await guide(name))
    const wrong = []
    for (const [heading, text] of Object.entries(parts)) {
      const quoted = labels(text).filter(l => !unseen[l])
      const walk = walks[heading]
      if (!walk) {
        if (quoted.length > 0) wrong.push(`«${heading}» quotes ${quoted.join(', ')} and is not walked through`)
        continue
      }
      const reader = new Reader()
      try {
        await walk(reader)
        for (const label of new Set(quoted)) if (!reader.shows(label)) wrong.push(`${heading}: no «${label}»`)
      } finally { await reader.leave() }
    }
    for (const heading of Object.keys(walks)) if (!(heading in parts)) wrong.push(`no section «${heading}»`)
    assert.deepEqual(wrong, [])
  })
}

test('links and pictures', async () => {
  const names = (await readdir(guides)).filter(n => n.endsWith('.md'))
  assert.deepEqual(names.sort(), Object.keys(tour).sort())
  const wrong = [], used = new Set()
  for (const name of names) {
    const text = await guide(name)
    for (const [, alt, to] of text.matchAll(/!?\[([^\]]*)\]\(([^)]+)\)/g)) {
      if (!await stat(new URL(to, guides)).catch(() => null)) wrong.push(`${name}: ${to} is not there`)
      if (to.startsWith('gambar/')) {
        used.add(to.slice('gambar/'.length))
        if (alt.length < 10) wrong.push(`${name}: ${to} is not described`)
      }
    }
  }
  const there = await readdir(pictures).catch(() => [])
  for (const f of there) {
    if (!used.has(f)) wrong.push(`gambar/${f} is not used`)
    const { size } = await stat(new URL(f, pictures))
    if (size > 60 * 1024) wrong.push(`gambar/${f} has ${size} bytes, 60 kB are allowed`)
  }
  if (there.length > 35) wrong.push(`${there.length} pictures, 35 are allowed`)
  assert.deepEqual(wrong, [])
})
