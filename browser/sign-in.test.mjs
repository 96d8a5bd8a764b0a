// The ways in, in a real browser: passkeys of a virtual authenticator, codes of an
// authenticator app, recovery codes, and the page where one sees where one is signed in.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { password, signIn, soundAtBothWidths, startBrowser, startDemo } from './alur.mjs'

let demo, browser, url

before(async () => {
  process.env.ALUR_SECOND_FACTOR = 'head'
  demo = await startDemo()
  browser = await startBrowser()
  // Passkeys are bound to a name; an address of numbers is none.
  url = demo.url.replace('127.0.0.1', 'localhost')
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

/** The code that an authenticator app shows (RFC 6238), some steps from now. */
function code(secret, later = 0) {
  const bits = [...secret.replace(/\s/g, '')].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later))
  const h = createHmac('sha1', key).update(step).digest()
  const at = h[19] & 15
  return String((h.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0')
}

/** A page with an authenticator that asks nobody. */
async function withAuthenticator() {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
  return { context, page, cdp, authenticatorId }
}

const check = (page, name) => soundAtBothWidths(page, `masuk-${name}`)

const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).first().click()])

test('a passkey is made, signs in alone and as a second step, and is removed', async () => {
  const { context, page, cdp, authenticatorId } = await withAuthenticator()
  const blocked = []
  page.on('console', m => { if (m.type() === 'error' && /Content Security Policy/.test(m.text())) blocked.push(m.text()) })
  await signIn(page, url, 'verifikator')
  await page.goto(url + '/akun')
  await page.getByRole('link', { name: 'Tambah kunci sandi' }).click()
  await page.fill('#nama-kunci', 'Laptop kantor')
  await check(page, 'kunci-baru')
  await press(page, 'Buat kunci sandi')
  await page.getByRole('heading', { name: 'Simpan kode pemulihan' }).waitFor()
  assert.equal(await page.locator('.kode-daftar li').count(), 10)
  await check(page, 'pemulihan')
  await press(page, 'Sudah saya simpan')
  await page.getByText('Laptop kantor', { exact: true }).waitFor()
  await check(page, 'akun')

  await page.locator('main form[action="/keluar"] button').click()
  await page.getByRole('button', { name: 'Masuk dengan kunci sandi' }).waitFor()
  await check(page, 'masuk')
  await press(page, 'Masuk dengan kunci sandi')
  assert.equal(new URL(page.url()).pathname, '/tugas')

  // The password asks for the second step now; the passkey is one.
  await context.clearCookies()
  await signIn(page, url, 'verifikator')
  assert.equal(new URL(page.url()).pathname, '/masuk/faktor-kedua')
  await check(page, 'faktor-kunci')
  await press(page, 'Pakai kunci sandi')
  assert.equal(new URL(page.url()).pathname, '/tugas')

  // An authenticator that does not say yes opens nothing, and the page says so.
  await context.clearCookies()
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await page.goto(url + '/masuk')
  await page.getByRole('button', { name: 'Masuk dengan kunci sandi' }).click()
  await page.getByText('Dibatalkan, atau waktunya habis').waitFor()
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })

  await press(page, 'Masuk dengan kunci sandi')
  await page.goto(url + '/akun')
  await press(page, 'Hapus kunci sandi Laptop kantor')
  assert.equal(await page.getByText('Laptop kantor').count(), 0)
  await context.clearCookies()
  await page.goto(url + '/masuk')
  await press(page, 'Masuk dengan kunci sandi')
  await page.getByText('tidak dikenal di sini').first().waitFor()
  assert.deepEqual(blocked, [])
  await context.close()
})

test('a passkey signs in the place of the password', async () => {
  const { context, page, cdp, authenticatorId } = await withAuthenticator()
  await signIn(page, url, 'vendor2')
  await page.goto(url + '/akun/kunci-sandi')
  await press(page, 'Buat kunci sandi')
  await page.goto(url + '/permohonan')
  const paths = await page.locator('main a[href^="/permohonan/"]').evaluateAll(all => [...new Set(all.map(a => a.pathname))].filter(p => /^\/permohonan\/[0-9a-f]{32}$/.test(p)))
  let signed = false
  for (const path of paths) {
    await page.goto(`${url}${path}/tanda-tangan/tanda-tangan-pihak-ketiga`)
    if (await page.getByRole('button', { name: 'Pakai kunci sandi' }).count() === 0) continue
    await check(page, 'tanda-tangan')
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await page.getByRole('button', { name: 'Pakai kunci sandi' }).click()
    await page.getByText('Dibatalkan, atau waktunya habis').waitFor()
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
    await press(page, 'Pakai kunci sandi')
    assert.equal(new URL(page.url()).pathname, path)
    await page.goto(`${url}${path}/tanda-tangan/tanda-tangan-pihak-ketiga`)
    assert.equal(await page.getByRole('button', { name: 'Pakai kunci sandi' }).count(), 0)
    signed = true
    break
  }
  assert.ok(signed, 'the demonstration has no signature to give')
  await context.close()
})

test('a head sets the second factor up at the sign-in, and comes back with a code or a recovery code', async () => {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  await signIn(page, url, 'kepala')
  await page.getByRole('heading', { name: 'Pasang faktor kedua' }).waitFor()
  await check(page, 'pasang')
  const secret = await page.locator('.kode-panjang').textContent()
  await page.fill('#kata-sandi-kode', '000000')
  await press(page, 'Pasang')
  assert.equal(await page.locator('.kode-panjang').textContent(), secret)
  await check(page, 'pasang-salah')
  await page.fill('#kata-sandi-kode', code(secret, -1))
  await press(page, 'Pasang')
  const recovery = await page.locator('.kode-daftar li').first().textContent()
  await press(page, 'Sudah saya simpan')
  assert.equal(new URL(page.url()).pathname, '/tugas')

  await context.clearCookies()
  await page.goto(url + '/permohonan')
  await page.fill('#nama-pengguna', 'kepala')
  await page.fill('#kata-sandi', password)
  await press(page, 'Masuk')
  await check(page, 'faktor')
  await page.fill('#kata-sandi-kode', code(secret))
  await press(page, 'Masuk')
  assert.equal(new URL(page.url()).pathname, '/permohonan')

  await context.clearCookies()
  await signIn(page, url, 'kepala')
  await page.fill('#kata-sandi-kode', recovery.toUpperCase())
  await press(page, 'Masuk')
  await page.getByText('masuk dari perangkat baru').waitFor()
  await page.goto(url + '/akun')
  await page.getByText('Tersisa 9 dari 10 kode').waitFor()
  await check(page, 'akun-kepala')
  await press(page, 'Keluar dari semua perangkat lain')
  assert.equal(await page.getByRole('button', { name: /^Akhiri/ }).count(), 0)
  await context.close()
})

test('an administrator sees where somebody is signed in, and ends it', async () => {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  const theirs = await browser.newContext()
  const other = await theirs.newPage()
  await signIn(other, url, 'pemohon')
  await signIn(page, url, 'admin')
  await page.goto(url + '/admin/pengguna/pemohon/sesi')
  await check(page, 'admin-sesi')
  await press(page, 'Akhiri semua sesi')
  await other.goto(url + '/tugas')
  assert.equal(new URL(other.url()).pathname, '/masuk')
  await theirs.close()
  await context.close()
})
