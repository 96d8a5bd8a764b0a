// The review with the keyboard alone, and its second round.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser, signIn, faultsOf, shoot, sound } from './alur.mjs'
import { underReview, upload, client, pdf } from './requests.mjs'

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
  assert.doesNotMatch(response.headers()['content-security-policy'], /frame-src|object-src (?!'none')/)
  assert.equal(await page.locator('[data-telaah] input:checked').count(), 0, 'nothing is chosen beforehand')
  assert.match(await page.locator('.telaah-maju').innerText(), /^0 dari 8/)
  for (let i = 0; i < 5; i++) await page.keyboard.press('1')
  assert.match(await page.locator('.telaah-maju').innerText(), /^5 dari 8/)
  await shown(page, 'rencana-anggaran.pdf')
  await page.locator('#telaah').scrollIntoViewIfNeeded()
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
  await sound(page)
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
  await page.click('.telaah-lama [data-buka]')
  await shown(page, 'sop.pdf')
  const [both] = await Promise.all([context.waitForEvent('page'), page.click('text=Bandingkan dengan versi lama')])
  await both.waitForFunction(() => document.querySelectorAll('.lihat img').length === 2 && [...document.querySelectorAll('.lihat img')].every(i => i.naturalWidth > 0))
  assert.deepEqual(await both.locator('.lihat-nama strong').allInnerTexts(), ['Versi lama', 'Versi baru'])
  await sound(both)
  await shoot(both, '1366', 'perilaku', 'pratinjau-banding')
  await both.close()
  await page.keyboard.press('1')
  assert.match(await page.locator('.telaah-maju').innerText(), /^8 dari 8/)
  await shoot(page, '1366', 'perilaku', 'telaah-putaran-2')
  await page.setViewportSize({ width: 360, height: 768 })
  assert.equal(await page.locator('.telaah-berkas').isVisible(), false)
  assert.deepEqual(await faultsOf(page), [])
  await shoot(page, '360', 'perilaku', 'telaah-putaran-2')
  await context.close()
})

test('a document of several pages beside the list, with the keyboard, the mouse, and without scripts', async () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const { call, id } = await underReview(demo.url, 'Pratinjau', async (call, id) => {
    await upload(call, id, 'lainnya', 'foto.png', png)
    await upload(call, id, 'lainnya', 'daftar.txt', Buffer.from('satu, dua'))
    await upload(call, id, 'kak', 'kak-panjang.pdf', pdf('satu', 'dua', 'tiga'))
  })
  const docs = (await call('GET', `/requests/${id}/documents`)).items
  const path = name => `/permohonan/${id}/dokumen/${docs.find(d => d.name === name).id}`
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  const errors = []
  page.on('console', m => { if (m.type() === 'error') errors.push(m.text()) })
  page.on('pageerror', e => errors.push(e.message))
  await signIn(page, demo.url, 'verifikator')
  await page.goto(`${demo.url}/permohonan/${id}`)
  await shown(page, 'surat.pdf')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await shown(page, 'kak-panjang.pdf')
  const focused = await page.evaluate(() => document.activeElement.name)
  const count = page.locator('.telaah-berkas .lihat-hitung')
  const at = async (text, width) => {
    await page.waitForFunction(([t, w]) => document.querySelector('.telaah-berkas .lihat-hitung')?.textContent === t && document.querySelector('.telaah-berkas img')?.naturalWidth === w, [text, width])
  }
  await at('Halaman 1 dari 3', 1000)
  await page.keyboard.press('.')
  await at('Halaman 2 dari 3', 1000)
  await page.keyboard.press('+')
  await at('Halaman 2 dari 3', 2000)
  assert.ok(await page.locator('.telaah-berkas .lihat-lembar').evaluate(e => e.scrollWidth > e.clientWidth), 'it is larger than its frame')
  await page.keyboard.press('r')
  await page.waitForFunction(() => { const i = document.querySelector('.telaah-berkas img'); return i?.naturalWidth > i?.naturalHeight })
  await page.keyboard.press('-')
  await page.keyboard.press(',')
  await page.waitForFunction(() => document.querySelector('.telaah-berkas .lihat-hitung')?.textContent === 'Halaman 1 dari 3')
  assert.equal(await page.evaluate(() => document.activeElement.name), focused, 'the verdict keeps the focus')
  assert.equal(await page.locator('[data-telaah] input:checked').count(), 0, 'no key gave a verdict')
  await page.click('.telaah-berkas [data-alat=maju]')
  await page.waitForFunction(() => document.querySelector('.telaah-berkas .lihat-hitung')?.textContent === 'Halaman 2 dari 3')
  assert.equal(await page.evaluate(() => document.activeElement.dataset.alat), 'maju', 'the control keeps the focus')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('.telaah-berkas .lihat-hitung')?.textContent === 'Halaman 3 dari 3')
  assert.equal(await count.isVisible(), true)
  await sound(page)
  const [list, sheet] = await Promise.all(['.telaah-daftar', '.telaah-berkas'].map(s => page.locator(s).boundingBox()))
  assert.ok(sheet.x >= list.x + list.width && sheet.width > 1.3 * list.width, 'five parts to seven')

  // What is no PDF: a picture made anew, and a file that is only to be downloaded.
  await page.click(`a[data-buka="${path('foto.png')}/pratinjau"]`)
  await page.waitForFunction(() => document.querySelector('.telaah-berkas img')?.naturalWidth === 1)
  await page.locator(`fieldset:has([data-buka="${path('daftar.txt')}/pratinjau"]) input`).first().focus()
  await page.waitForSelector('.telaah-berkas .lihat-kosong:has-text("tidak dapat ditampilkan")')

  // The picture has its own headers, and the bytes of the document are never shown.
  const res = await context.request.get(demo.url + path('kak-panjang.pdf') + '/halaman/1')
  assert.equal(res.status(), 200)
  assert.equal(res.headers()['content-type'], 'image/jpeg')
  assert.equal(res.headers()['content-security-policy'], "default-src 'none'; sandbox")
  assert.equal((await context.request.get(demo.url + path('daftar.txt') + '/halaman/1')).status(), 404)
  assert.match((await context.request.get(demo.url + path('kak-panjang.pdf') + '/unduh')).headers()['content-disposition'], /^attachment/)

  // Among the documents it opens below its name, and closes again.
  await page.goto(`${demo.url}/permohonan/${id}/dokumen`)
  const link = page.locator(`a[data-buka="${path('kak-panjang.pdf')}/pratinjau"]`)
  await link.click()
  await page.waitForFunction(() => document.querySelector('.lihat-di-sini img')?.naturalWidth === 1000)
  assert.equal(await link.getAttribute('aria-expanded'), 'true')
  await sound(page)
  await link.click()
  assert.equal(await page.locator('.lihat-di-sini').count(), 0)

  // Without scripts: a picture beside the list, and a page of its own for the rest.
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1366, height: 768 }, storageState: await context.storageState() })
  const bare = await plain.newPage()
  await bare.goto(`${demo.url}/permohonan/${id}`)
  const box = await bare.locator('.telaah-berkas img').boundingBox()
  assert.ok(box.width > 400 && box.height > 400, 'the first page is seen')
  const [tab] = await Promise.all([plain.waitForEvent('page'), bare.click(`a[href="${path('kak-panjang.pdf')}/pratinjau"]`)])
  await tab.waitForLoadState()
  await tab.click('[data-alat=maju]')
  assert.equal(new URL(tab.url()).search, '?halaman=2')
  assert.equal(await tab.locator('.lihat-hitung').innerText(), 'Halaman 2 dari 3')
  await tab.click('[data-alat=putar]')
  assert.equal(new URL(tab.url()).search, '?halaman=2&putar=1')
  await tab.setViewportSize({ width: 360, height: 740 })
  assert.deepEqual(await faultsOf(tab), [])
  await shoot(tab, '360', 'perilaku', 'pratinjau')
  await Promise.all([tab.waitForNavigation(), tab.click('.balik')])
  assert.equal(new URL(tab.url()).pathname, `/permohonan/${id}`)
  await plain.close()
  assert.deepEqual(errors, [])
  await context.close()
})

/** Waits until the named document is seen beside the list. The first one of all takes some seconds. */
async function shown(page, name) {
  await page.waitForFunction(n => document.querySelector('.telaah-berkas .lihat-nama')?.textContent.includes(n) &&
    document.querySelector('.telaah-berkas .lihat-hitung') && document.querySelector('.telaah-berkas img')?.naturalWidth > 0, name, { timeout: 120000 })
}
