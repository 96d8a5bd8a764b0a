// Bad lines and hasty hands: files that come through a line that is slow or breaks,
// answers that get lost, buttons pressed twice, two people or two windows at one form.
// What counts is what is stored in the end: everything, once.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDemo, startBrowser, signIn, shoot, visit, sound } from './alur.mjs'
import { draft, presenting, atStage, events, stored, upload, pdf } from './requests.mjs'

let demo, browser, folder
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alur-berkas-'))
  demo = await startDemo()
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function visitor(username, width = 360, js = true) {
  const it = await visit(browser, demo.url, username, width, { javaScriptEnabled: js })
  it.page.setDefaultTimeout(20000)
  return it
}

/** A PDF on disk of about so many bytes, of which no two pieces are alike. */
async function file(name, size) {
  let filling = ''
  for (let i = 0; filling.length < size; i++) filling += `% ${name} ${i} ${createHash('sha256').update(name + i).digest('hex')}\n`
  const bytes = Buffer.concat([pdf(name), Buffer.from(filling)])
  const path = join(folder, name)
  await writeFile(path, bytes)
  return { path, name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** A line of so many bytes a second upwards (-1: as many as there are), with the delay of a mobile network. */
async function line(page, bytes, latency = 150, offline = false) {
  if (!lines.has(page)) {
    lines.set(page, await page.context().newCDPSession(page))
    await lines.get(page).send('Network.enable')
  }
  await lines.get(page).send('Network.emulateNetworkConditions', { offline, latency, downloadThroughput: bytes < 0 ? -1 : 200_000, uploadThroughput: bytes })
}
const lines = new WeakMap()
const cut = page => line(page, -1, 0, true)
const mend = page => line(page, -1, 0)

const letter = id => `${demo.url}/permohonan/${id}/isi/surat`
const uploadButton = page => page.locator('button[name=_ke][value=surat]')
const percent = (page, least) => page.waitForFunction(n => document.querySelector('.unggah progress')?.value >= n, least)
const remembered = page => page.evaluate(() => Object.keys(localStorage).filter(k => k.startsWith('alur:unggah:')))
const ofType = async (call, id, type) => (await events(call, id)).filter(e => e.type === type).length

/** One document, added once, with these bytes. */
async function only(call, id, f) {
  const docs = (await call('GET', `/requests/${id}/documents`)).items
  assert.deepEqual(docs.map(d => [d.name, d.sha256, d.size]), [[f.name, f.sha256, f.size]])
  assert.equal(await ofType(call, id, 'document-added'), 1)
}

const answers = {
  jenis: 'pembangunan-baru', 'nomor-surat': '045/1/2026', 'tanggal-surat': '2026-11-20', perihal: 'Permohonan sistem',
  'penanda-tangan': { name: 'Hadi Susanto', position: 'Kepala Dinas', nip: '197001011995031001' },
  narahubung: { name: 'Wati Rahayu', phone: '081234567890', email: 'wati@example.go.id' }, ringkasan: 'Antrean masih memakai kertas.',
}

/** The bytes that the page has sent in pieces. */
function counted(page) {
  const sent = { bytes: 0, begun: 0 }
  page.on('request', r => {
    if (r.method() === 'PATCH') sent.bytes += r.postDataBuffer()?.length ?? 0
    if (r.method() === 'POST' && r.url().endsWith('/unggahan/surat')) sent.begun++
  })
  return sent
}

for (const width of [360, 1366]) {
  test(`a line that breaks in the middle of an upload costs nothing (${width} px)`, async () => {
    const { call, id } = await draft(demo.url, `Jaringan putus ${width}`)
    const { context, page } = await visitor('pemohon', width)
    const f = await file(`surat-${width}.pdf`, 1_500_000)
    await page.goto(letter(id))
    await page.setInputFiles('#surat', f.path)
    await line(page, 94_000) // 3G
    await uploadButton(page).click()
    await percent(page, 20)
    await page.getByText('Mengunggah…').waitFor()
    await sound(page)
    await shoot(page, String(width), 'unggahan', 'berjalan')
    await cut(page)
    await page.getByText(/^Unggahan terputus di \d+%\. Tekan Lanjutkan, tidak perlu mulai dari awal\.$/).waitFor()
    await page.fill('#perihal', 'Ditulis selama terputus') // whoever waits goes on writing
    await sound(page)
    await shoot(page, String(width), 'unggahan', 'terputus')
    await mend(page)
    const again = page.getByRole('button', { name: 'Lanjutkan' })
    if (await again.isVisible()) await again.click().catch(() => {}) // or it has gone on by itself
    await page.locator('.dokumen-nama', { hasText: f.name }).waitFor()
    await only(call, id, f)
    assert.equal((await stored(call, id)).perihal, 'Ditulis selama terputus')
    assert.deepEqual(await remembered(page), [])
    await context.close()
  })
}

test('a page that is loaded again goes on with the same file', async () => {
  const { call, id } = await draft(demo.url, 'Muat ulang')
  const { context, page } = await visitor('pemohon')
  const f = await file('muat-ulang.pdf', 2_000_000)
  await page.goto(letter(id))
  await page.setInputFiles('#surat', f.path)
  await line(page, 200_000, 20)
  await uploadButton(page).click()
  await percent(page, 60)
  page.on('dialog', d => d.accept())
  await page.reload()
  await page.getByText(/^Unggahan muat-ulang\.pdf berhenti di \d+%\. Pilih berkas yang sama untuk melanjutkannya/).waitFor()
  await shoot(page, '360', 'unggahan', 'sisa')
  await mend(page)
  const sent = counted(page)
  await page.setInputFiles('#surat', f.path)
  await uploadButton(page).click()
  await page.locator('.dokumen-nama', { hasText: f.name }).waitFor()
  await only(call, id, f)
  assert.equal(sent.begun, 0, 'the upload was begun anew')
  assert.ok(sent.bytes > 0 && sent.bytes < f.size * 0.7, `${sent.bytes} of ${f.size} bytes were sent again`)
  await context.close()
})

test('answers that get lost are asked for again, and nothing happens twice', async () => {
  const { call, id } = await draft(demo.url, 'Jawaban hilang')
  const { context, page } = await visitor('pemohon')
  const f = await file('jawaban.pdf', 1_200_000)
  await page.goto(letter(id))
  const lost = []
  // Every call comes through; its first answer does not.
  await page.route(/\/unggahan\/|\/isi\/surat$/, async route => {
    const r = route.request()
    const key = `${r.method()} ${r.headers()['upload-offset'] ?? ''}`
    if (r.method() === 'GET' || r.method() === 'HEAD' || lost.includes(key)) return route.continue()
    lost.push(key)
    await route.fetch()
    await route.abort('connectionreset')
  })
  await page.fill('#perihal', 'Sekali saja')
  await page.setInputFiles('#surat', f.path)
  await uploadButton(page).click()
  await page.locator('.dokumen-nama', { hasText: f.name }).waitFor({ timeout: 40000 })
  assert.ok(lost.filter(k => k.startsWith('PATCH')).length >= 3 && lost.filter(k => k.startsWith('POST')).length >= 1, lost.join(', '))
  await only(call, id, f)
  assert.equal((await stored(call, id)).perihal, 'Sekali saja')
  await context.close()
})

test('an upload that is cancelled leaves nothing', async () => {
  const { call, id } = await draft(demo.url, 'Batal')
  const { context, page } = await visitor('pemohon')
  const f = await file('batal.pdf', 1_500_000)
  await page.goto(letter(id))
  await page.setInputFiles('#surat', f.path)
  await line(page, 200_000, 20)
  await uploadButton(page).click()
  await percent(page, 20)
  const deleted = page.waitForResponse(r => r.request().method() === 'DELETE')
  await page.getByRole('button', { name: 'Batalkan' }).click()
  await page.getByText('Unggahan dibatalkan. Berkas belum tersimpan.').waitFor()
  assert.equal((await deleted).status(), 204)
  assert.deepEqual(await remembered(page), [])
  assert.deepEqual((await call('GET', `/requests/${id}/documents`)).items, [])
  // And the same button works again.
  await mend(page)
  await uploadButton(page).click()
  await page.locator('.dokumen-nama', { hasText: f.name }).waitFor()
  await only(call, id, f)
  await context.close()
})

test('a session that ends in the middle of an upload costs nothing', async () => {
  const { call, id } = await draft(demo.url, 'Sesi unggahan')
  const { context, page } = await visitor('pemohon')
  const f = await file('sesi.pdf', 1_500_000)
  await page.goto(letter(id))
  await page.setInputFiles('#surat', f.path)
  await line(page, 200_000, 20)
  await uploadButton(page).click()
  await percent(page, 20)
  await context.clearCookies()
  await page.getByText('Sesi Anda habis sebelum berkas tersimpan. Masuk lagi di tab lain, lalu tekan Lanjutkan.').waitFor()
  await shoot(page, '360', 'unggahan', 'sesi-habis')
  const other = await context.newPage()
  await signIn(other, demo.url, 'pemohon')
  await page.getByRole('button', { name: 'Lanjutkan' }).click()
  await page.locator('.dokumen-nama', { hasText: f.name }).waitFor()
  await only(call, id, f)
  await context.close()
})

test('what is remembered of an upload goes with the sign-out', async () => {
  const { id } = await draft(demo.url, 'Keluar saat mengunggah')
  const { context, page } = await visitor('pemohon', 1366)
  const f = await file('keluar.pdf', 1_500_000)
  await page.goto(letter(id))
  await page.setInputFiles('#surat', f.path)
  await line(page, 200_000, 20)
  await uploadButton(page).click()
  await percent(page, 20)
  assert.equal((await remembered(page)).length, 1)
  page.on('dialog', d => d.accept())
  await page.click('.nav-lainnya summary')
  await Promise.all([page.waitForURL(/\/masuk/), page.click('.nav button:has-text("Keluar")')])
  assert.deepEqual(await remembered(page), [])
  await context.close()
})

test('small and large files go up together, and a file of another kind is refused in words', async () => {
  const { call, id } = await draft(demo.url, 'Beberapa berkas')
  await call('PATCH', `/requests/${id}/data`, answers)
  await upload(call, id, 'surat')
  await call('POST', `/requests/${id}/actions/ajukan`, {})
  const { context, page } = await visitor('pemohon', 1366)
  const small = await file('kecil.pdf', 1000), large = await file('besar.pdf', 900_000)
  await page.goto(`${demo.url}/permohonan/${id}`)
  await page.setInputFiles('#lainnya', [small.path, large.path])
  await page.locator('button[name=_ke][value=lainnya]').click()
  await page.locator('#butir-lainnya .dokumen-nama', { hasText: large.name }).waitFor()
  const docs = (await call('GET', `/requests/${id}/documents`)).items.filter(d => d.kind === 'lainnya')
  assert.deepEqual(docs.map(d => [d.name, d.sha256]), [small, large].map(f => [f.name, f.sha256]))
  // What only looks like a PDF is found out at the end; the form stays as it is.
  const path = join(folder, 'palsu.pdf')
  await writeFile(path, Buffer.alloc(400_000, 'bukan pdf '))
  await page.setInputFiles('#kak', path)
  await page.locator('button[name=_ke][value=kak]').click()
  await page.locator('.ringkasan-galat').waitFor()
  assert.match(await page.locator('.ringkasan-galat').innerText(), /palsu\.pdf tidak disimpan/)
  await page.setInputFiles('#kak', large.path)
  await page.locator('button[name=_ke][value=kak]').click()
  await page.locator('#butir-kak .dokumen-nama', { hasText: large.name }).waitFor()
  await context.close()
})

test('photographs go up as they are taken, page by page, through a line that breaks', async () => {
  const { call, id } = await draft(demo.url, 'Foto surat')
  const { context, page } = await visitor('pemohon')
  await page.goto(`${demo.url}/permohonan/${id}/foto/surat`)
  const pictures = await page.evaluate(() => [1, 2, 3].map(n => {
    const c = document.createElement('canvas')
    c.width = 1200
    c.height = 1600
    const g = c.getContext('2d'), noise = g.createImageData(c.width, c.height)
    for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : 128 + ((i * 7919 * n) % 97)
    g.putImageData(noise, 0, 0)
    g.fillText('Halaman ' + n, 100, 100)
    return c.toDataURL('image/jpeg', 0.9).split(',')[1]
  }))
  const picture = (n, i) => ({ name: `IMG_${n}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(pictures[i], 'base64') })
  await page.setInputFiles('#foto', picture(1, 0))
  await page.locator('.foto img').first().waitFor()
  assert.equal(await page.getByRole('heading', { name: 'Halaman (1)' }).count(), 1)
  await page.getByText('1 foto tersimpan sebagai halaman.').waitFor()
  await line(page, 150_000, 20)
  await page.setInputFiles('#foto-galeri', [picture(2, 1), picture(3, 2)])
  await percent(page, 10)
  await sound(page)
  await shoot(page, '360', 'unggahan', 'foto')
  await cut(page)
  await page.getByText(/^Unggahan terputus di \d+%\./).waitFor()
  await shoot(page, '360', 'unggahan', 'foto-terputus')
  await mend(page)
  await page.getByRole('heading', { name: 'Halaman (3)' }).waitFor()
  await page.getByText('2 foto tersimpan sebagai halaman.').waitFor()
  await shoot(page, '360', 'unggahan', 'foto-selesai')
  assert.equal(await page.locator('.foto img').count(), 3)
  await page.setInputFiles('#foto-galeri', { name: 'catatan.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('bukan foto') })
  await page.getByText('catatan.jpg bukan foto JPG atau PNG.').waitFor()
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Jadikan satu PDF' }).click()])
  const docs = (await call('GET', `/requests/${id}/documents`)).items
  assert.equal(docs.length, 1)
  assert.equal(docs[0].media_type, 'application/pdf')
  assert.deepEqual(await remembered(page), [])
  await context.close()
})

test('without JavaScript the same files go up with the form', async () => {
  const { call, id } = await draft(demo.url, 'Tanpa skrip besar')
  const { context, page } = await visitor('pemohon', 360, false)
  const f = await file('tanpa-skrip.pdf', 1_500_000)
  await page.goto(letter(id))
  await page.setInputFiles('#surat', f.path)
  await Promise.all([page.waitForNavigation(), uploadButton(page).click()])
  await only(call, id, f)
  await context.close()
})

test('a line that breaks while a form is filled in costs nothing', async () => {
  const { call, id } = await presenting(demo.url, 'Isian terputus')
  const { context, page } = await visitor('pemohon')
  await page.goto(`${demo.url}/permohonan/${id}`)
  await page.fill('#gambaran-umum', 'Sebelum terputus.')
  await page.getByText(/^Tersimpan pukul/).first().waitFor()
  // The line goes while an answer is under way: it is sent, and its answer never comes.
  await page.route('**/simpan', async route => {
    await route.fetch()
    await context.setOffline(true)
    await route.abort('connectionreset')
  }, { times: 1 })
  await page.fill('#gambaran-umum', 'Saat terputus.')
  await page.getByText(/Tidak ada internet\.|Belum tersimpan\./).first().waitFor()
  await page.fill('#gambaran-umum', 'Sesudah terputus.')
  await page.fill('#analisis-dampak', 'Juga ditulis tanpa internet.')
  await context.setOffline(false)
  await page.waitForFunction(() => [...document.querySelectorAll('.simpan-keadaan')].some(x => x.textContent.startsWith('Tersimpan pukul')))
  await page.waitForFunction(() => !Object.keys(localStorage).some(k => k.startsWith('alur:isian:')))
  const data = await stored(call, id)
  assert.equal(data['gambaran-umum'], 'Sesudah terputus.')
  assert.equal(data['analisis-dampak'], 'Juga ditulis tanpa internet.')
  assert.ok(!(await page.locator('main').innerText()).includes('di jendela lain'), 'one’s own words come back as somebody else’s')
  await context.close()
})

// Every kind of button, pressed twice. Without JavaScript it is the server alone that
// carries a form out once.
for (const js of [true, false]) {
  const how = js ? 'with' : 'without'
  // Presses twice, and waits until the server has answered everything that was sent.
  const twice = async (page, button) => {
    const answered = []
    const note = r => { if (r.method() === 'POST') answered.push(r.response().catch(() => null)) }
    page.on('request', note)
    const first = page.waitForRequest(r => r.method() === 'POST'), next = page.waitForEvent('load')
    await button.dblclick({ noWaitAfter: true })
    await first
    // A click that the next one has overtaken gets no answer of its own: then the page that comes is it.
    await Promise.race([next, (async () => { for (let i = 0; i < answered.length; i++) await answered[i] })()])
    next.catch(() => {})
    page.off('request', note)
    await page.waitForLoadState('networkidle')
  }

  test(`a double click makes one event, ${how} JavaScript`, async t => {
    await t.test('save, upload and send', async () => {
      const { call, id } = await draft(demo.url, `Klik dua kali ${how}`)
      const { context, page } = await visitor('pemohon', 1366, js)
      await page.goto(`${demo.url}/permohonan/${id}/isi/kebutuhan`)
      await page.fill('#ringkasan', 'Antrean masih memakai kertas.')
      const before = await ofType(call, id, 'data-changed')
      await twice(page, page.getByRole('button', { name: 'Simpan dan lanjut' }))
      assert.equal(await ofType(call, id, 'data-changed') - before, 1, 'save')
      const f = await file(`dua-kali-${how}.pdf`, 600_000)
      await page.waitForURL(/\/isi\/surat$/)
      await page.setInputFiles('#surat', f.path)
      await twice(page, uploadButton(page))
      await page.locator('.dokumen-nama', { hasText: f.name }).waitFor()
      await only(call, id, f)
      await call('PATCH', `/requests/${id}/data`, answers)
      await page.goto(`${demo.url}/permohonan/${id}/periksa`)
      await twice(page, page.getByRole('button', { name: 'Kirim permohonan' }))
      await page.waitForURL(/\/terkirim$/)
      assert.equal(await ofType(call, id, 'action-taken'), 1, 'send')
      await context.close()
    })
    await t.test('action and message', async () => {
      const { call, id } = await draft(demo.url, `Tindakan dua kali ${how}`)
      const { context, page } = await visitor('pemohon', 1366, js)
      await page.goto(`${demo.url}/permohonan/${id}/pesan`)
      await page.fill('main textarea', 'Mohon kabar.')
      await twice(page, page.locator('main form[method=post] button[type=submit]'))
      await page.getByText('Mohon kabar.').first().waitFor()
      assert.equal((await call('GET', `/requests/${id}/comments`)).items.length, 1)
      await page.goto(`${demo.url}/permohonan/${id}`)
      await page.locator('main a[href*="/tindakan/"]').first().click()
      const remark = page.locator('#_keterangan')
      if (await remark.count()) await remark.fill('Tidak jadi.')
      for (const area of await page.locator('main form textarea').all()) await area.fill('Tidak jadi.')
      await twice(page, page.locator('main form[method=post] button[type=submit]').first())
      assert.equal(await ofType(call, id, 'action-taken'), 1, 'action')
      await context.close()
    })
    await t.test('finding', async () => {
      const { call, id } = await atStage(demo.url, `Temuan dua kali ${how}`, 'pengujian')
      const { context, page } = await visitor('penguji', 1366, js)
      await page.goto(`${demo.url}/permohonan/${id}/temuan`)
      const form = page.locator('main form[action$="/temuan"]')
      await form.locator('[name=title]').fill('Nomor antrean tertukar')
      for (const [name, value] of [['aspect', 'proses'], ['quality', 'efektivitas'], ['severity', 'high']]) await form.locator(`[name=${name}][value=${value}]`).check()
      await form.locator('[name=description]').fill('Ambil nomor dua kali, nomor kedua milik orang lain.')
      await twice(page, form.locator('button[type=submit]').first())
      await page.getByText('Nomor antrean tertukar').first().waitFor()
      assert.equal((await call('GET', `/requests/${id}`)).findings.length, 1, 'finding')
      assert.equal(await ofType(call, id, 'finding-added'), 1)
      await context.close()
    })
  })
}

test('two people at one form see each other’s changes and lose nothing', async () => {
  const { call, id } = await atStage(demo.url, 'Dua orang', 'pembuatan')
  const one = await visitor('pengembang', 1366), two = await visitor('pengembang-pd', 1366)
  const path = `${demo.url}/permohonan/${id}`
  await one.page.goto(path)
  await two.page.goto(path)
  const state = p => p.locator('.simpan-keadaan').first()
  await one.page.fill('#versi', '1.0.0')
  await state(one.page).getByText(/^Tersimpan pukul/).waitFor()
  await two.page.fill('#versi', '2.0.0')
  await two.page.fill('#repositori', 'https://kode.example/antrean')
  await state(two.page).getByText(/mengubah «.*» pukul/).waitFor()
  const told = await state(two.page).innerText()
  assert.ok(!told.includes('Anda sendiri') && !told.includes('orang lain'), told)
  let data = await stored(call, id)
  assert.deepEqual([data.versi, data.repositori], ['1.0.0', 'https://kode.example/antrean'])
  await Promise.all([two.page.waitForNavigation(), two.page.click('button:has-text("Bandingkan")')])
  assert.match(await two.page.locator('.banding').innerText(), /1\.0\.0/)
  assert.equal(await two.page.inputValue('#versi'), '2.0.0')
  await Promise.all([two.page.waitForNavigation(), two.page.locator('main form[data-simpan] button[type=submit]:not([name])').last().click()])
  data = await stored(call, id)
  assert.deepEqual([data.versi, data.repositori], ['2.0.0', 'https://kode.example/antrean'])
  // The first one is told who it was.
  await one.page.fill('#versi', '1.0.1')
  await state(one.page).getByText(/mengubah «.*» pukul/).waitFor()
  assert.ok(!(await state(one.page).innerText()).includes('Anda sendiri'))
  await one.context.close()
  await two.context.close()
})

test('one’s own other window is called that', async () => {
  const { call, id } = await presenting(demo.url, 'Dua jendela')
  const { context, page } = await visitor('pemohon', 1366)
  const two = await context.newPage()
  const path = `${demo.url}/permohonan/${id}`
  await page.goto(path)
  await two.goto(path)
  await page.fill('#gambaran-umum', 'Dari jendela pertama.')
  await page.getByText(/^Tersimpan pukul/).first().waitFor()
  await two.fill('#gambaran-umum', 'Dari jendela kedua.')
  await two.getByText(/Anda sendiri, di jendela lain, mengubah «Gambaran umum dan keunggulan» pukul/).waitFor()
  await Promise.all([two.waitForNavigation(), two.click('button:has-text("Bandingkan")')])
  const summary = await two.locator('.ringkasan-galat').innerText()
  assert.match(summary, /Anda sendiri, di jendela lain, mengubah «Gambaran umum dan keunggulan»/)
  assert.ok(!summary.includes('orang lain'), summary)
  await shoot(two, '1366', 'unggahan', 'jendela-lain')
  // The same for a file: what the other window put into the slot is not replaced unseen.
  const first = await file('jendela-1.pdf', 2000), second = await file('jendela-2.pdf', 2000)
  await upload(call, id, 'paparan', 'jendela-0.pdf')
  await page.goto(path)
  await two.goto(path)
  await page.setInputFiles('#paparan', first.path)
  await page.locator('button[name=_ke][value=paparan]').click()
  await page.locator('#butir-paparan .dokumen-nama', { hasText: first.name }).waitFor()
  await two.setInputFiles('#paparan', second.path)
  await two.locator('button[name=_ke][value=paparan]').click()
  await two.locator('.ringkasan-galat').getByText(/Anda sendiri, di jendela lain, baru saja mengunggah berkas lain/).waitFor()
  await context.close()
})
