// A copy of one's own data as people get it: a file from the page of the account. And the
// secret in the cookie changes with a fresh proof, without anybody being signed out.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { password, signIn, soundAtBothWidths, startBrowser, startDemo } from './alur.mjs'

let demo, browser

before(async () => {
  demo = await startDemo()
  browser = await startBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const secret = async context => (await context.cookies()).find(c => c.name.endsWith('alur-sesi')).value

test('people download their own data, and a fresh proof renews the session', async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 768 }, acceptDownloads: true })
  const page = await context.newPage()
  await page.goto(demo.url + '/privasi')
  await soundAtBothWidths(page, 'privasi')
  await signIn(page, demo.url, 'pemohon')
  await page.goto(demo.url + '/akun')
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Unduh data saya' }).click()])
  assert.match(file.suggestedFilename(), /^data-pemohon-\d{4}-\d\d-\d\d\.zip$/)
  assert.equal((await readFile(await file.path())).subarray(0, 2).toString(), 'PK')

  const before = await secret(context)
  const answer = await context.request.post(demo.url + '/akun/pastikan', { form: { 'kata-sandi': password, lanjut: '/akun' }, headers: { 'Sec-Fetch-Site': 'same-origin' }, maxRedirects: 0 })
  assert.equal(answer.status(), 303)
  assert.notEqual(await secret(context), before)
  await page.goto(demo.url + '/akun')
  await page.getByRole('heading', { name: 'Data saya' }).waitFor()
  await context.close()
})
