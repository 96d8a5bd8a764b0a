// The review with the keyboard alone, and its second round.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser, signIn, faultsOf, axeFaults, shoot } from './alur.mjs'
import { underReview, upload, client } from './requests.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

test('eight documents with the keyboard alone', async () => {
  const { call, id } = await underReview(demo.url, 'Antrean Puskesmas')
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  const errors = []
  page.on('console', m => { if (m.type() === 'error') errors.push(m.text()) })
  await signIn(page, demo.url, 'verifikator')
  const response = await page.goto(`${demo.url}/permohonan/${id}`)
  assert.match(response.headers()['content-security-policy'], /; frame-src 'self'$/)
  assert.equal(await page.locator('[data-telaah] input:checked').count(), 0, 'nothing is chosen beforehand')
  assert.match(await page.locator('.telaah-maju').innerText(), /^0 dari 8/)
  for (let i = 0; i < 5; i++) await page.keyboard.press('1')
  assert.match(await page.locator('.telaah-maju').innerText(), /^5 dari 8/)
  assert.match(await page.locator('.telaah-berkas-nama').innerText(), /rencana-anggaran\.pdf$/)
  await page.locator('#telaah').scrollIntoViewIfNeeded()
  await page.waitForTimeout(500) // the PDF viewer draws
  await shoot(page, '1366', 'perilaku', 'telaah')
  await page.keyboard.press('2')
  await page.keyboard.press('n')
  await page.keyboard.type('1 halaman hilang')
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('.telaah-kini textarea').inputValue(), '1 halaman hilang', 'keys typed into a note are text')
  await page.keyboard.press('k')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('1')
  await page.keyboard.press('2')
  assert.match(await page.locator('.telaah-maju').innerText(), /^8 dari 8/)
  // Tab from the verdict to the note, and on to the sentences.
  await page.keyboard.press('n')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  assert.equal(await page.locator('.telaah-kini textarea').inputValue(), 'Tidak terbaca')
  assert.deepEqual([...await faultsOf(page), ...await axeFaults(page)], [])
  await page.keyboard.press('Escape')
  for (let i = 0; i < 30; i++) {
    if (await page.evaluate(() => document.activeElement.textContent.startsWith('Simpan telaah'))) break
    await page.keyboard.press('Tab')
  }
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
  const docs = (await call('GET', `/requests/${id}/documents`)).items
  assert.equal(docs.filter(d => d.review?.verdict === 'accepted').length, 6)
  assert.deepEqual(docs.filter(d => d.review?.verdict === 'rejected').map(d => d.review.note).sort(), ['1 halaman hilang', 'Tidak terbaca'])
  assert.deepEqual(errors.filter(e => /Content Security Policy|Refused/.test(e)), [])
  await context.close()
})

test('the second round opens what changed, beside what it was', async () => {
  const { call, id } = await underReview(demo.url, 'Putaran kedua')
  const reviewer = await client(demo.url, 'verifikator')
  for (const d of (await call('GET', `/requests/${id}/documents`)).items) {
    const bad = d.kind === 'sop'
    await reviewer('PUT', `/requests/${id}/documents/${d.id}/review`, { verdict: bad ? 'rejected' : 'accepted', note: bad ? '1 halaman hilang' : '' })
  }
  await reviewer('POST', `/requests/${id}/actions/kembalikan`, {})
  await upload(call, id, 'sop', 'sop-lengkap.pdf')
  await call('POST', `/requests/${id}/actions/serahkan`, {})
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  await signIn(page, demo.url, 'verifikator')
  await page.goto(`${demo.url}/permohonan/${id}`)
  assert.equal(await page.locator('[data-telaah] .telaah:visible').count(), 1)
  assert.match(await page.locator('[data-telaah] summary').innerText(), /Tetap diterima \(7\)/)
  assert.match(await page.locator('.telaah:visible').innerText(), /Menggantikan sop\.pdf .*\n+1 halaman hilang/)
  assert.match(await page.locator('.telaah-maju').innerText(), /^7 dari 8/)
  await page.click('.telaah-lama .hanya-lebar')
  assert.equal(await page.locator('.telaah-berkas-nama').innerText(), 'Versi lama: sop.pdf')
  await page.keyboard.press('1')
  assert.match(await page.locator('.telaah-maju').innerText(), /^8 dari 8/)
  await shoot(page, '1366', 'perilaku', 'telaah-putaran-2')
  await page.setViewportSize({ width: 360, height: 768 })
  assert.equal(await page.locator('.telaah-berkas').isVisible(), false)
  assert.deepEqual(await faultsOf(page), [])
  await shoot(page, '360', 'perilaku', 'telaah-putaran-2')
  await context.close()
})

test('only PDF and pictures are shown, and only to us', async () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const { call, id } = await underReview(demo.url, 'Pratinjau', async (call, id) => {
    await upload(call, id, 'lainnya', 'foto.png', png)
    await upload(call, id, 'lainnya', 'daftar.txt', Buffer.from('satu, dua'))
  })
  const docs = (await call('GET', `/requests/${id}/documents`)).items
  const doc = docs[0]
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  await signIn(page, demo.url, 'verifikator')
  const res = await context.request.get(`${demo.url}/permohonan/${id}/dokumen/${doc.id}/pratinjau`)
  assert.equal(res.status(), 200)
  const h = res.headers()
  assert.equal(h['content-type'], 'application/pdf')
  assert.equal(h['x-content-type-options'], 'nosniff')
  assert.match(h['content-disposition'], /^inline/)
  assert.match(h['content-security-policy'], /default-src 'none'.*frame-ancestors 'self'/)
  const other = async name => context.request.get(`${demo.url}/permohonan/${id}/dokumen/${docs.find(d => d.name === name).id}/pratinjau`)
  assert.match((await other('foto.png')).headers()['content-security-policy'], /; sandbox$/)
  assert.equal((await other('daftar.txt')).status(), 404)
  await page.goto(`${demo.url}/permohonan/${id}`)
  await page.click('a.hanya-lebar[data-gambar]')
  await page.waitForFunction(() => document.querySelector('.pratinjau-gambar')?.naturalWidth === 1)

  // Without JavaScript the links open in the frame beside the list.
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1366, height: 768 }, storageState: await context.storageState() })
  const bare = await plain.newPage()
  await bare.goto(`${demo.url}/permohonan/${id}`)
  const link = bare.locator('.telaah .hanya-lebar').nth(2)
  const href = await link.getAttribute('href')
  await link.click()
  await bare.waitForTimeout(300)
  assert.ok(bare.frames().some(f => f.name() === 'pratinjau'), 'the frame is there')
  assert.equal(new URL(bare.url()).pathname, `/permohonan/${id}`, href)
  await plain.close()
  await context.close()
})
