// Somebody stands in for the head: an administrator notes it, the colleague reads for
// whom he acts before he acts, and the history says so afterwards.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { soundAtBothWidths, startBrowser, startDemo, visit } from './alur.mjs'

let demo, browser

before(async () => {
  demo = await startDemo()
  browser = await startBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

/** The day in Jakarta, some days from now. */
const day = later => new Date(Date.now() + later * 86400000 + 7 * 3600000).toISOString().slice(0, 10)

const check = (page, name) => soundAtBothWidths(page, `pengganti-${name}`)
const as = async username => (await visit(browser, demo.url, username, 1366)).page

test('a stand-in is noted, acts for the head, and is ended', async () => {
  const admin = await as('admin')
  await admin.goto(demo.url + '/admin/pengguna/kepala')
  await check(admin, 'orang')
  await admin.getByRole('link', { name: 'Pengganti: Plt, Plh, dan cuti' }).click()
  await admin.selectOption('#pengganti', 'verifikator')
  await admin.getByLabel('Pelaksana harian (Plh)').check()
  await admin.fill('#sampai', day(-1))
  await admin.fill('#surat', '800/123/2026')
  await Promise.all([admin.waitForNavigation(), admin.getByRole('button', { name: 'Catat pengganti' }).click()])
  await admin.getByRole('link', { name: 'Hari terakhir sudah lewat' }).waitFor()
  assert.equal(await admin.inputValue('#surat'), '800/123/2026')
  assert.equal(await admin.inputValue('#pengganti'), 'verifikator')
  await check(admin, 'salah')
  await admin.fill('#sampai', day(3))
  await Promise.all([admin.waitForNavigation(), admin.getByRole('button', { name: 'Catat pengganti' }).click()])
  await admin.getByRole('button', { name: 'Akhiri sekarang' }).waitFor()
  await check(admin, 'berjalan')

  const rino = await as('verifikator')
  await check(rino, 'tugas')
  const task = rino.locator('li', { hasText: 'sebagai Plh. Kepala' }).first()
  await task.locator('.daftar-tautan').click()
  await rino.getByText(/Anda bertindak a\.n\. .+ \(Plh\)\./).first().waitFor()
  await check(rino, 'permohonan')
  await rino.goto(demo.url + '/akun')
  await rino.getByText(/Anda menggantikan .+ \(Plh\)/).waitFor()
  await check(rino, 'akun')

  await Promise.all([admin.waitForNavigation(), admin.getByRole('button', { name: 'Akhiri sekarang' }).click()])
  await admin.getByText('Tidak ada penggantian yang sedang berjalan.').waitFor()
  await admin.getByText('Sudah lewat (1)').click()
  await check(admin, 'diakhiri')
  await rino.goto(demo.url + '/tugas')
  assert.equal(await rino.getByText('sebagai Plh.').count(), 0)
})
