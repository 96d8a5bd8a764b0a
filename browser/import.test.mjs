// A list of people comes in by file: the example of the page itself as a workbook, and a
// list as offices have them, mended row by row on a phone and without scripts.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
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

const check = (page, name, scripts = true) => soundAtBothWidths(page, `impor-${name}`, { scripts })
const as = async (username, options) => (await visit(browser, demo.url, username, 1366, options)).page

const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).click()])
const bring = async (page, file) => {
  await page.goto(demo.url + '/admin/impor')
  await page.setInputFiles('#berkas', file)
  await press(page, 'Unggah dan periksa')
}

test('the example of the page is a workbook that comes in again', async () => {
  const admin = await as('admin')
  await admin.goto(demo.url + '/admin/pengguna')
  await Promise.all([admin.waitForNavigation(), admin.getByRole('link', { name: 'Impor dari Excel' }).click()])
  await check(admin, 'mulai')
  const [download] = await Promise.all([admin.waitForEvent('download'), admin.getByRole('link', { name: 'Excel, pengguna' }).click()])
  assert.equal(download.suggestedFilename(), 'contoh-pengguna.xlsx')
  await bring(admin, { name: 'contoh-pengguna.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: await readFile(await download.path()) })
  await admin.getByText('PD tidak dikenal: pilih').first().waitFor()
  await check(admin, 'bertanda')
  await admin.getByLabel('«Dinas Contoh», 2 baris').selectOption({ label: 'Buat PD baru dengan nama ini' })
  await press(admin, 'Pakai pilihan ini')
  await press(admin, 'Terapkan 2 baris')
  await admin.getByText('2 ditambahkan, 0 diubah, 0 sudah sama.').first().waitFor()
  await check(admin, 'diterapkan')
  await Promise.all([admin.waitForNavigation(), admin.getByRole('link', { name: 'contoh.satu', exact: true }).click()])
  await admin.getByRole('heading', { name: /Contoh Satu/ }).waitFor()
})

test('a list as offices have them is mended on a phone, without scripts too', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const who = javaScriptEnabled ? 'Tiga' : 'Lima'
    const admin = await as('admin', { viewport: { width: 360, height: 768 }, javaScriptEnabled })
    const nip = javaScriptEnabled ? '19900101201503100' : '19910202201603100'
    await bring(admin, {
      name: 'pegawai.csv', mimeType: 'text/csv',
      buffer: Buffer.from(`Nama;NIP;Email;PD;Peran;HP\nContoh ${who};${nip};tidak ada;Dinas Kesehatan;Staf PD;0\nContoh ${who} Dua;;;Dinas Kesehatan;Penelaah;\n`),
    })
    await admin.getByText('NIP 17 angka, seharusnya 18').waitFor()
    await admin.getByText('peran Verifikator diberikan di halaman orangnya').waitFor()
    await Promise.all([admin.waitForNavigation(), admin.getByRole('link', { name: /ubah baris 2$/ }).click()])
    await check(admin, javaScriptEnabled ? 'baris' : 'baris-tanpa-skrip', javaScriptEnabled)
    await admin.fill('#kolom-nip', nip + '7')
    await press(admin, 'Simpan baris')
    await admin.setViewportSize({ width: 360, height: 768 })
    await admin.getByLabel(/^Lewati\s+baris 3$/).check()
    await press(admin, 'Simpan yang dilewati')
    await press(admin, 'Terapkan 1 baris')
    await admin.getByText('1 ditambahkan').first().waitFor()
    await check(admin, javaScriptEnabled ? 'sebagian' : 'sebagian-tanpa-skrip', javaScriptEnabled)
    const results = await admin.context().request.get(admin.url().replace(/[?#].*/, '') + '/hasil.csv')
    assert.match(await results.text(), new RegExp(`Contoh ${who},Ditambahkan`))
    assert.match(await results.text(), new RegExp(`Contoh ${who} Dua,Dilewati`))
    await press(admin, 'Buang daftar ini')
    await admin.getByText('Daftar sudah dibuang.').waitFor()
  }
})
