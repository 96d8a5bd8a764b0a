// Who is who, by the people themselves: an administrator invites, the invited person
// chooses a password in another browser and reaches the first task; an agency's own admin
// invites; each kind of user gets from the link to the first task on a telephone; a
// newcomer goes on with the work of somebody who leaves; a second administrator confirms
// what weighs.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { axeFaults, everything, faultsOf, password, shoot, soundAtBothWidths, startBrowser, startDemo, visit } from './alur.mjs'

let demo, browser

before(async () => {
  demo = await startDemo()
  browser = await startBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const check = (page, name) => soundAtBothWidths(page, `orang-${name}`)

const phone = { viewport: { width: 360, height: 768 } }

const fresh = async (options = {}) => (await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options })).newPage()

const as = async username => (await visit(browser, demo.url, username, 1366)).page

const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('main').getByRole('button', { name, exact: true }).click()])

/** Invites somebody and returns the link that the page shows once. */
async function invite(page, name, { agency, roles }) {
  await page.goto(demo.url + '/admin/pengguna')
  await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Undang pengguna' }).click()])
  await page.fill('#nama', name)
  if (agency) await page.selectOption('#instansi', agency)
  for (const role of roles) await page.check(`[name=peran][value=${role}]`)
  await press(page, 'Undang')
}

const linkOn = page => page.inputValue('#tautan')

/** Opens the link in a browser of its own, chooses a password, and signs in. */
async function accept(link, username, options) {
  const page = await fresh(options)
  await page.goto(link)
  await page.fill('#kata-sandi-baru', password)
  await page.fill('#kata-sandi-ulang', password)
  await press(page, 'Simpan kata sandi')
  await page.getByText('Kata sandi sudah disimpan').waitFor()
  await page.fill('#nama-pengguna', username)
  await page.fill('#kata-sandi', password)
  await Promise.all([page.waitForNavigation(), page.press('#kata-sandi', 'Enter')])
  assert.equal(new URL(page.url()).pathname, '/tugas')
  return page
}

test('an administrator invites, and the invited person reaches the first task', async () => {
  const admin = await as('admin')
  await admin.goto(demo.url + '/admin/pengguna/baru')
  await check(admin, 'undang')
  await press(admin, 'Undang')
  await admin.getByRole('link', { name: 'Pilih paling sedikit satu peran' }).waitFor()
  await check(admin, 'undang-salah')
  await invite(admin, 'dr. Lestari Widodo, M.Kes.', { agency: 'dinas-kesehatan', roles: ['requester'] })
  await check(admin, 'tautan')
  const link = await linkOn(admin)
  await admin.getByRole('button', { name: 'Salin tautan' }).click()
  await admin.getByText(/Tersalin|Tekan lama/).waitFor()

  const look = await fresh()
  await look.goto(link)
  await check(look, 'undangan')
  const lestari = await accept(link, 'lestari.widodo', { javaScriptEnabled: false })
  await Promise.all([lestari.waitForNavigation(), lestari.getByRole('link', { name: 'Ajukan permohonan' }).click()])
  assert.equal(new URL(lestari.url()).pathname, '/permohonan/baru')

  await look.goto(link)
  await look.getByRole('heading', { name: 'Tautan sudah tidak berlaku' }).waitFor()
  await check(look, 'tautan-mati')

  // Who has not been here, and the link again.
  await invite(admin, 'Bagas Pratama', { agency: 'dinas-sosial', roles: ['member'] })
  const old = await linkOn(admin)
  await admin.goto(demo.url + '/admin/pengguna')
  await Promise.all([admin.waitForNavigation(), admin.getByRole('link', { name: /^Belum masuk/ }).click()])
  await check(admin, 'belum-masuk')
  await Promise.all([admin.waitForNavigation(), admin.getByRole('link', { name: 'Bagas Pratama' }).click()])
  await check(admin, 'diundang')
  await press(admin, 'Buat tautan untuk disalin')
  assert.notEqual(await linkOn(admin), old)
  assert.equal((await look.goto(old)).status(), 404)

  // Moved to another agency, with what that means.
  await admin.goto(demo.url + '/admin/pengguna/lestari.widodo')
  await admin.getByText('Apa yang terjadi bila ia pindah instansi?').click()
  await check(admin, 'ubah')
  await admin.selectOption('#instansi', 'dinas-sosial')
  await press(admin, 'Simpan')
  await admin.getByText('sudah disimpan').waitFor()
})

test('an admin of an agency invites people of the agency', async () => {
  const admin = await as('admin')
  await invite(admin, 'Hesti Wulandari', { agency: 'dinas-pendidikan', roles: ['agency-admin', 'member'] })
  const hesti = await accept(await linkOn(admin), 'hesti.wulandari')
  await hesti.goto(demo.url + '/admin/pengguna')
  await check(hesti, 'pd')
  assert.equal(await hesti.locator('select#instansi').count(), 0)
  assert.equal(await hesti.getByText('Dinas Kesehatan').count(), 0)
  await invite(hesti, 'Nanda Kusuma', { roles: ['requester', 'member'] })
  await accept(await linkOn(hesti), 'nanda.kusuma')
  await hesti.goto(demo.url + '/admin/pengguna/nanda.kusuma')
  await check(hesti, 'pd-orang')
  await Promise.all([hesti.waitForNavigation(), hesti.getByRole('link', { name: 'Pengganti: Plt, Plh, dan cuti' }).click()])
  await check(hesti, 'pd-pengganti')
  await hesti.goto(demo.url + '/admin/pengguna/nanda.kusuma')
  await Promise.all([hesti.waitForNavigation(), hesti.getByRole('link', { name: 'Nonaktifkan Nanda Kusuma' }).click()])
  await hesti.getByRole('heading', { level: 1, name: /Nonaktifkan Nanda Kusuma/ }).waitFor()
  assert.equal((await hesti.goto(demo.url + '/admin/pengguna/pemohon')).status(), 404)
  assert.equal((await hesti.goto(demo.url + '/admin/persetujuan')).status(), 403)
})

// Administrators and members of teams: the tests below.
const kinds = [
  { who: 'Ayu Lestari', agency: 'dinas-kesehatan', role: 'requester', words: /^Perbaiki/ },
  { who: 'Bima Saputra', agency: 'dinas-komunikasi-dan-informatika', role: 'reviewer', words: /^Lengkapi/ },
  { who: 'Citra Maharani', agency: 'dinas-komunikasi-dan-informatika', role: 'head', words: /^Tetapkan keputusan/ },
  { who: 'Dimas Aryanto', agency: 'cv-nusa-karya-digital', role: 'vendor', words: /^Perbaiki/ },
  { who: 'Eka Purnama', agency: 'inspektorat', role: 'auditor', words: /^Rujukan Puskesmas/ },
]

test('each kind of user comes from the link to something to do, on a telephone', async () => {
  const admin = await as('admin')
  for (const k of kinds) {
    await invite(admin, k.who, { agency: k.agency, roles: [k.role] })
    const page = await accept(await linkOn(admin), k.who.toLowerCase().replace(' ', '.'), phone)
    await page.getByRole('heading', { level: 1, name: 'Tugas Saya' }).waitFor()
    const reads = k.role === 'auditor'
    const link = page.locator(reads ? '.daftar-tautan' : '.daftar-anda .daftar-tautan').filter({ hasText: k.words }).first()
    // Without the pictures: a document is drawn when somebody looks at it.
    await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), link.click({ timeout: 5000 })])
    assert.equal(await page.locator('.giliran-anda').count(), reads ? 0 : 1, k.role)
    if (reads) await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Riwayat' }).first().click()])
    assert.deepEqual([...await faultsOf(page), ...everything ? await axeFaults(page) : []], [], k.role)
    if (everything) await shoot(page, 'orang-pertama', k.role)
    await page.context().close()
  }
})

test('somebody leaves, and the newcomer goes on with the work', async () => {
  const admin = await as('admin')
  await invite(admin, 'Gilang Ramadhan', { agency: 'dinas-kesehatan', roles: ['member'] })
  const gilang = await accept(await linkOn(admin), 'gilang.ramadhan', phone)
  await gilang.getByText('Tidak ada yang menunggu Anda. Tugas baru muncul di sini.').waitFor()

  // Hendra has seats in teams, has taken a task, and stands in for a colleague on leave.
  const hendra = await as('pengembang-pd')
  await Promise.all([hendra.waitForNavigation(), hendra.getByRole('main').locator('li', { hasText: 'Rujukan Puskesmas Terpadu' }).locator('.daftar-tautan').click()])
  const request = new URL(hendra.url()).pathname
  await press(hendra, 'Ambil tugas')
  await admin.goto(demo.url + '/admin/pengguna/pemohon/pengganti')
  await admin.selectOption('#pengganti', 'pengembang-pd')
  await admin.getByLabel('Pengganti selama cuti').check()
  await admin.fill('#sampai', new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10))
  await press(admin, 'Catat pengganti')
  await hendra.goto(demo.url + '/tugas')
  await hendra.getByText('sebagai pengganti cuti').first().waitFor()

  await admin.goto(demo.url + '/admin/pengguna/pengembang-pd')
  await Promise.all([admin.waitForNavigation(), admin.getByRole('link', { name: 'Nonaktifkan Hendra Kusuma' }).click()])
  await admin.getByText('Hendra Kusuma menggantikan Wati Rahayu').waitFor()
  await check(admin, 'serah')
  await press(admin, 'Nonaktifkan Hendra Kusuma')
  await check(admin, 'serah-salah')
  await admin.selectOption('#penerus', 'gilang.ramadhan')
  await admin.fill('#alasan', 'Mutasi ke Dinas Sosial mulai 1 Desember')
  await press(admin, 'Nonaktifkan Hendra Kusuma')
  await admin.getByRole('status').getByText('Gilang Ramadhan').waitFor()
  await check(admin, 'diserahkan')

  await Promise.all([hendra.waitForNavigation(), hendra.getByRole('link', { name: 'Permohonan', exact: true }).first().click()])
  assert.equal(new URL(hendra.url()).pathname, '/masuk')

  await gilang.goto(demo.url + '/tugas')
  await Promise.all([gilang.waitForNavigation(), gilang.locator('.daftar-anda li', { hasText: 'Rujukan Puskesmas Terpadu' }).locator('.daftar-tautan').click()])
  assert.equal(new URL(gilang.url()).pathname, request)
  assert.equal(await gilang.locator('.giliran-anda').count(), 1)
  await check(gilang, 'penerus')
  await gilang.goto(demo.url + request + '/riwayat')
  await gilang.getByText('Mutasi ke Dinas Sosial mulai 1 Desember').first().waitFor()
})

test('a second administrator confirms what weighs', async () => {
  const admin = await as('admin')
  await invite(admin, 'Ratih Puspita', { agency: 'dinas-komunikasi-dan-informatika', roles: ['admin'] })
  const ratih = await accept(await linkOn(admin), 'ratih.puspita', phone)
  await admin.goto(demo.url + '/admin/pengguna/pengembang')
  await admin.check('[name=peran][value=reviewer]')
  await press(admin, 'Simpan')
  await admin.getByText('Baru berlaku setelah disetujui pengelola lain, paling lama 7 hari').waitFor()
  await check(admin, 'usulan')
  assert.equal(await admin.isChecked('[name=peran][value=reviewer]'), false)
  await admin.goto(demo.url + '/admin/persetujuan')
  assert.equal(await admin.getByRole('button', { name: /^Setujui/ }).count(), 0)

  await ratih.goto(demo.url + '/tugas')
  await ratih.getByText('Lainnya').click()
  await Promise.all([ratih.waitForNavigation(), ratih.getByRole('link', { name: 'Persetujuan (1)' }).click()])
  await check(ratih, 'persetujuan')
  await Promise.all([ratih.waitForNavigation(), ratih.getByRole('button', { name: /^Setujui/ }).click()])
  await ratih.getByText('Usulan disetujui dan sudah berlaku.').waitFor()
  await check(ratih, 'disetujui')
  await admin.goto(demo.url + '/admin/pengguna/pengembang')
  assert.equal(await admin.isChecked('[name=peran][value=reviewer]'), true)
})
