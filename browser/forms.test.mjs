// Forms while people type: saved as they go, nothing lost without a connection,
// nothing of others overwritten, nothing done twice.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser, signIn, faultsOf, axeFaults, shoot, password } from './alur.mjs'
import { draft, presenting, events, stored, pdf } from './requests.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

async function visitor(username, width = 1366) {
  const context = await browser.newContext({ viewport: { width, height: 768 } })
  const page = await context.newPage()
  await signIn(page, demo.url, username)
  return { context, page }
}

const state = page => page.locator('.simpan-keadaan').first()
const copies = page => page.evaluate(() => Object.keys(localStorage).filter(k => k.startsWith('alur:isian:')))

test('what is typed is saved without a button', async () => {
  const { call, id } = await draft(demo.url, 'Simpan otomatis')
  const { context, page } = await visitor('pemohon', 360)
  await page.goto(`${demo.url}/permohonan/${id}/isi/kebutuhan`)
  await page.fill('#ringkasan', 'Antrean masih memakai kertas.')
  assert.equal(await page.locator('.hitung').first().textContent(), '29 dari 20.000 huruf')
  await page.getByText(/^Tersimpan pukul \d\d\.\d\d\.$/).waitFor({ timeout: 8000 })
  assert.equal((await stored(call, id)).ringkasan, 'Antrean masih memakai kertas.')
  assert.deepEqual(await copies(page), [])
  assert.deepEqual([...await faultsOf(page), ...await axeFaults(page)], [])
  await shoot(page, '360', 'perilaku', 'tersimpan')
  // The button then has nothing of its own to be in conflict with.
  await page.fill('#ringkasan', 'Antrean masih memakai kertas dan buku.')
  await Promise.all([page.waitForNavigation(), page.click('button:has-text("Simpan dan lanjut")')])
  assert.match(page.url(), /\/isi\/surat$/)
  assert.equal((await stored(call, id)).ringkasan, 'Antrean masih memakai kertas dan buku.')
  await context.close()
})

test('offline in the middle of a form loses nothing', async () => {
  const { call, id } = await draft(demo.url, 'Tanpa internet')
  const { context, page } = await visitor('pemohon', 360)
  const path = `${demo.url}/permohonan/${id}/isi/kebutuhan`
  await page.goto(path)
  await context.setOffline(true)
  await page.fill('#ringkasan', 'Ditulis tanpa internet.')
  await page.click('button:has-text("Simpan dan lanjut")')
  await page.getByText('Tidak ada internet. Isian aman di perangkat ini').waitFor()
  await shoot(page, '360', 'perilaku', 'luring')
  assert.equal(await page.inputValue('#ringkasan'), 'Ditulis tanpa internet.')
  // The browser goes away and comes back: the words are offered.
  const other = await context.newPage()
  await page.close()
  await context.setOffline(false)
  await other.goto(path)
  await other.getByText(/Ada isian di perangkat ini yang lebih baru \(pukul \d\d\.\d\d\)/).waitFor()
  await shoot(other, '360', 'perilaku', 'pulih')
  assert.equal(await other.inputValue('#ringkasan'), '')
  await other.click('button:has-text("Pakai")')
  assert.equal(await other.inputValue('#ringkasan'), 'Ditulis tanpa internet.')
  await other.getByText(/^Tersimpan pukul/).waitFor({ timeout: 8000 })
  assert.equal((await stored(call, id)).ringkasan, 'Ditulis tanpa internet.')
  await other.reload()
  assert.equal(await other.locator('.pulih').count(), 0)
  // Coming back online is enough where the page stayed open.
  await context.setOffline(true)
  await other.fill('#ringkasan', 'Lagi tanpa internet.')
  await other.getByText('Tidak ada internet.').waitFor()
  await context.setOffline(false)
  await other.getByText(/^Tersimpan pukul/).waitFor({ timeout: 8000 })
  assert.equal((await stored(call, id)).ringkasan, 'Lagi tanpa internet.')
  await context.close()
})

test('two tabs see each other and lose nothing', async () => {
  const { call, id } = await presenting(demo.url, 'Dua tab')
  const one = await visitor('pemohon')
  const two = await one.context.newPage()
  const page = one.page
  const path = `${demo.url}/permohonan/${id}`
  await page.goto(path)
  await two.goto(path)
  await page.fill('#gambaran-umum', 'Dari tab pertama.')
  await state(page).getByText(/^Tersimpan pukul/).waitFor({ timeout: 8000 })
  // The same answer: shown, not overwritten.
  await two.fill('#gambaran-umum', 'Dari tab kedua.')
  await two.fill('#analisis-dampak', 'Pelayanan tetap lambat.')
  await state(two).getByText('Anda sendiri, di jendela lain, mengubah «Gambaran umum dan keunggulan»').waitFor({ timeout: 8000 })
  let data = await stored(call, id)
  assert.equal(data['gambaran-umum'], 'Dari tab pertama.')
  assert.equal(data['analisis-dampak'], 'Pelayanan tetap lambat.', 'the answer that nobody else changed is saved')
  await Promise.all([two.waitForNavigation(), two.click('button:has-text("Bandingkan")')])
  assert.match(await two.locator('.banding').innerText(), /Dari tab pertama\./)
  assert.equal(await two.inputValue('#gambaran-umum'), 'Dari tab kedua.')
  await shoot(two, '1366', 'perilaku', 'bandingkan')
  // Left alone in the first tab, changed in the second: the first one is told.
  await page.fill('#gambaran-umum', 'Dari tab pertama, lebih panjang.')
  await state(page).getByText('Anda sendiri, di jendela lain, mengubah «Analisis dampak»').waitFor({ timeout: 8000 })
  data = await stored(call, id)
  assert.equal(data['gambaran-umum'], 'Dari tab pertama, lebih panjang.')
  assert.equal(data['analisis-dampak'], 'Pelayanan tetap lambat.')
  await one.context.close()
})

test('a double click makes one event', async () => {
  const { call, id } = await draft(demo.url, 'Klik dua kali')
  const { context, page } = await visitor('pemohon')
  await page.goto(`${demo.url}/permohonan/${id}/pesan`)
  await page.fill('main textarea', 'Mohon kabar.')
  await page.locator('main form[method=post] button[type=submit]').dblclick()
  await page.getByText('Mohon kabar.').first().waitFor()
  assert.equal((await call('GET', `/requests/${id}/comments`)).items.length, 1)
  assert.equal((await events(call, id)).filter(e => e.type === 'comment-added').length, 1)
  await context.close()
})

test('uploads say what is wrong before they start, show how far they are, and can be cancelled', async () => {
  const { call, id } = await draft(demo.url, 'Unggah')
  const { context, page } = await visitor('pemohon', 360)
  await page.goto(`${demo.url}/permohonan/${id}/isi/surat`)
  await page.fill('#perihal', 'Tetap ada')
  await page.setInputFiles('#surat', { name: 'surat.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') })
  await page.getByText('Berkas harus PDF. Berkas ini EXE.').waitFor()
  await page.setInputFiles('#surat', { name: 'kosong.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) })
  await page.getByText('Berkas kosong.pdf kosong. Pilih berkas lain.').waitFor()
  await shoot(page, '360', 'perilaku', 'berkas-salah')
  // Slow, then cancelled.
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  const slow = bytes => cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes })
  const big = Buffer.concat([pdf('besar'), Buffer.alloc(3 << 20, ' ')])
  await page.setInputFiles('#surat', { name: 'besar.pdf', mimeType: 'application/pdf', buffer: big })
  await slow(200_000)
  await page.click('button[name=_ke]')
  await page.waitForFunction(() => { const v = document.querySelector('.unggah progress')?.value; return v > 0 && v < 100 })
  await shoot(page, '360', 'perilaku', 'mengunggah')
  await page.click('button:has-text("Batalkan")')
  await page.getByText('Unggahan dibatalkan. Berkas belum tersimpan.').waitFor()
  assert.equal(await page.inputValue('#perihal'), 'Tetap ada')
  await slow(-1)
  // The server refuses what only looks like a PDF: the form stays, with its answers.
  await page.setInputFiles('#surat', { name: 'surat.pdf', mimeType: 'application/pdf', buffer: Buffer.from('bukan pdf') })
  await page.click('button[name=_ke]')
  await page.locator('.ringkasan-galat').waitFor()
  assert.equal(await page.inputValue('#perihal'), 'Tetap ada')
  assert.match(await page.title(), /^Kesalahan: /)
  await page.setInputFiles('#surat', { name: 'surat.pdf', mimeType: 'application/pdf', buffer: pdf('surat') })
  await page.click('button[name=_ke]')
  await page.locator('.dokumen-nama', { hasText: 'surat.pdf' }).waitFor()
  assert.equal((await call('GET', `/requests/${id}/documents`)).items.length, 1)
  assert.equal((await stored(call, id)).perihal, 'Tetap ada')
  await context.close()
})

test('signing out leaves nothing on the device, and passwords never stay', async () => {
  const { id } = await draft(demo.url, 'Komputer bersama')
  const { context, page } = await visitor('pemohon')
  await context.setOffline(true)
  await context.setOffline(false)
  await page.goto(`${demo.url}/permohonan/${id}/isi/kebutuhan`)
  await page.fill('#ringkasan', 'Belum sempat tersimpan.')
  await page.waitForFunction(() => Object.keys(localStorage).some(k => k.startsWith('alur:isian:')))
  assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes('kata-sandi'))
  let asked = 0
  page.on('dialog', d => { asked++; d.accept() })
  await page.click('.nav-lainnya summary')
  await Promise.all([page.waitForURL(/\/masuk/), page.click('.nav button:has-text("Keluar")')])
  assert.equal(asked, 1, 'leaving with unsaved words is asked about')
  assert.deepEqual(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(k => k.startsWith('alur:'))), [])
  await context.close()
})

test('a session that is over costs nothing', async () => {
  const { call, id } = await draft(demo.url, 'Sesi habis')
  const { context, page } = await visitor('pemohon')
  await page.goto(`${demo.url}/permohonan/${id}/isi/kebutuhan`)
  await context.clearCookies()
  await page.fill('#ringkasan', 'Ditulis lama sekali.')
  await page.getByText('Belum tersimpan: sesi Anda habis. Isian aman di perangkat ini.').waitFor({ timeout: 8000 })
  page.on('dialog', d => d.accept())
  await Promise.all([page.waitForNavigation(), page.click('a:has-text("Masuk lagi")')])
  await page.fill('#nama-pengguna', 'pemohon')
  await page.fill('#kata-sandi', password)
  await Promise.all([page.waitForNavigation(), page.press('#kata-sandi', 'Enter')])
  await page.click('button:has-text("Pakai")')
  await page.getByText(/^Tersimpan pukul/).waitFor({ timeout: 8000 })
  assert.equal((await stored(call, id)).ringkasan, 'Ditulis lama sekali.')
  await context.close()
})

test('without JavaScript the same forms save, refuse and upload', async () => {
  const { call, id } = await draft(demo.url, 'Tanpa skrip')
  const context = await browser.newContext({ viewport: { width: 360, height: 768 }, javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, demo.url, 'pemohon')
  await page.goto(`${demo.url}/permohonan/${id}/isi/surat`)
  await page.fill('#perihal', 'Permohonan sistem')
  await page.setInputFiles('#surat', { name: 'surat.pdf', mimeType: 'application/pdf', buffer: pdf('surat') })
  await Promise.all([page.waitForNavigation(), page.click('button:has-text("Simpan dan lanjut")')])
  assert.equal((await stored(call, id)).perihal, 'Permohonan sistem')
  assert.equal((await call('GET', `/requests/${id}/documents`)).items.length, 1)
  await context.close()
})
