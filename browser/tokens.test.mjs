// Tokens of the API in a real browser: made, copied, used, seen in use, and revoked; a
// service with its token; and the settings.
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

const check = (page, name) => soundAtBothWidths(page, `token-${name}`)

async function as(username) {
  const { context, page } = await visit(browser, demo.url, username, 1366)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: demo.url })
  return page
}

const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).first().click()])

/** A call of the API, as another program makes it. */
async function api(token, method, path, body) {
  const answer = await fetch(demo.url + '/api/v1' + path, {
    method, headers: { Authorization: 'Bearer ' + token, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body),
  })
  return { status: answer.status, body: answer.status === 204 ? null : await answer.json() }
}

test('a token is made, used within its scope, and revoked', async () => {
  const page = await as('pemohon')
  await page.goto(demo.url + '/akun')
  await page.getByRole('link', { name: 'Kelola token' }).click()
  await check(page, 'kosong')
  await press(page, 'Buat token')
  await page.getByRole('link', { name: 'Tulis untuk apa token ini dipakai' }).waitFor()
  await check(page, 'salah')
  await page.fill('#nama-token', 'Dasbor kinerja')
  await press(page, 'Buat token')
  await page.getByRole('heading', { name: 'Salin token ini sekarang' }).waitFor()
  const token = await page.inputValue('#token')
  assert.match(token, /^alur_/)
  await page.getByRole('button', { name: 'Salin token' }).click()
  await page.getByText('Tersalin').waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token)
  await check(page, 'sekali')

  const me = await api(token, 'GET', '/me')
  assert.equal(me.body.username, 'pemohon')
  const write = await api(token, 'POST', '/requests', { flow: 'swakelola' })
  assert.deepEqual([write.status, write.body.code, write.body.field], [403, 'insufficient-scope', 'write'])

  await page.getByRole('link', { name: 'Sudah saya simpan' }).click()
  await page.getByText(/Terakhir dipakai .+ dari 127\.0\.0\.1/).waitFor()
  await check(page, 'terpakai')
  await press(page, /^Cabut/)
  await page.getByText('Token sudah dicabut dan tidak berlaku lagi.').waitFor()
  assert.equal((await api(token, 'GET', '/me')).status, 401)
})

test('a service fills in and does not submit, and its tokens end with it', async () => {
  const page = await as('admin')
  await page.goto(demo.url + '/admin/layanan')
  await check(page, 'layanan-kosong')
  await page.getByRole('link', { name: 'Tambah layanan' }).click()
  await check(page, 'layanan-baru')
  await page.fill('#nama-akun', 'dasbor')
  await page.fill('#nama', 'Dasbor kinerja')
  await page.selectOption('#instansi', { label: 'Dinas Kesehatan' })
  await page.fill('#penanggung-jawab', 'pemohon')
  await page.getByLabel('Pemohon', { exact: true }).check()
  await press(page, 'Tambah layanan')
  await page.fill('#nama-token', 'Tarik data')
  await page.getByLabel('Membaca dan menulis').check()
  await press(page, 'Buat token')
  const token = await page.inputValue('#token')
  await check(page, 'layanan-sekali')
  await page.getByRole('link', { name: 'Sudah disimpan' }).click()
  await check(page, 'layanan')

  const made = await api(token, 'POST', '/requests', { flow: 'swakelola', data: { judul: 'Sistem Antrean Puskesmas Cebongan' } })
  assert.equal(made.status, 201)
  const submit = await api(token, 'POST', `/requests/${made.body.id}/actions/ajukan`)
  assert.deepEqual([submit.status, submit.body.code], [403, 'person-required'])
  const person = await as('pemohon')
  await person.goto(`${demo.url}/permohonan/${made.body.id}/riwayat`)
  await person.getByText('Dasbor kinerja (layanan)').first().waitFor()

  await press(page, 'Nonaktifkan Dasbor kinerja')
  assert.equal((await api(token, 'GET', '/me')).status, 401)
  await page.goto(demo.url + '/admin/pengaturan')
  await page.getByText('Baku (OWASP ASVS 5.0)').waitFor()
  await check(page, 'pengaturan')
})
