// What people are told, in a real browser: the bell, the list, reading, what is sent by
// mail, and letters on their way.
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

const check = (page, name) => soundAtBothWidths(page, `kabar-${name}`)
const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).first().click()])
const bell = page => page.getByRole('link', { name: /^Kabar/ })

async function as(username) {
  const { page } = await visit(browser, demo.url, username, 1366)
  return page
}

test('a message rings the bell, and reading quiets it', async () => {
  const page = await as('pemohon')
  await page.goto(demo.url + '/kabar')
  if (await page.getByRole('button', { name: 'Tandai semua dibaca' }).count()) await press(page, 'Tandai semua dibaca')
  assert.equal((await bell(page).innerText()).trim(), 'Kabar')
  await page.goto(demo.url + '/permohonan?status=open')
  const hrefs = await page.locator('main a[href^="/permohonan/"]').evaluateAll(all => all.map(a => a.getAttribute('href')))
  const path = hrefs.find(h => /^\/permohonan\/[0-9a-f]{32}$/.test(h))

  const other = await as('verifikator')
  await other.goto(`${demo.url}${path}/pesan`)
  await other.locator('main textarea').first().fill('Mohon lengkapi lampiran.')
  await press(other, 'Kirim pesan')
  assert.match(await bell(other).innerText(), /^Kabar/)

  await page.goto(demo.url + '/tugas')
  assert.match(await bell(page).innerText(), /1/)
  await bell(page).click()
  await page.getByText('Pesan baru tentang').first().waitFor()
  assert.equal(await page.getByText('Mohon lengkapi lampiran.').count(), 0)
  await check(page, 'satu')
  await press(page, 'Tandai dibaca')
  assert.equal((await bell(page).innerText()).trim(), 'Kabar')
  await page.getByRole('link', { name: /Pesan baru tentang/ }).first().click()
  await page.waitForURL(new RegExp(path))
})

test('one says what is sent by mail', async () => {
  const page = await as('penguji')
  await page.goto(demo.url + '/akun#kabar-email')
  await page.getByText('Jenis kabar yang dikirim').click()
  await page.getByLabel('Pesan', { exact: true }).uncheck()
  await page.getByLabel('Hanya pada jam kerja').uncheck()
  await press(page, 'Simpan pilihan email')
  await page.getByText('Pilihan email kabar sudah disimpan').waitFor()
  await page.getByText('Jenis kabar yang dikirim').click()
  assert.equal(await page.getByLabel('Pesan', { exact: true }).isChecked(), false)
  assert.equal(await page.getByLabel('Hanya pada jam kerja').isChecked(), false)
  assert.equal(await page.getByLabel('Ringkasan setiap pagi').isChecked(), true)
})

test('an administrator sees what is on its way', async () => {
  const page = await as('admin')
  await page.goto(demo.url + '/admin/pengiriman')
  await page.getByText('Tidak ada pengiriman dengan saringan ini').waitFor()
  await check(page, 'pengiriman')
})
