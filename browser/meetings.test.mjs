// A meeting gets its time: proposed, answered by two, chosen, held, written down. And the
// page of a decision, on a telephone without JavaScript.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser, faultsOf, shoot, password, visit, sound } from './alur.mjs'
import { client, draft, presenting, underReview, stored, upload } from './requests.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

const visitor = (username, width, options) => visit(browser, demo.url, username, width, options)

const press = (page, target) => Promise.all([page.waitForNavigation(), typeof target === 'string' ? page.click(target) : target.click()])

/** "YYYY-MM-DDTHH:MM" in Jakarta, so many days from now. */
const inDays = (n, time) => new Date(Date.now() + 7 * 36e5 + n * 864e5).toISOString().slice(0, 10) + 'T' + time

test('propose, answer as two people, choose, write down what came of it', async () => {
  const { call, id } = await presenting(demo.url, 'Rapat dengan usulan waktu')
  const root = `${demo.url}/permohonan/${id}`
  const owner = await visitor('verifikator', 1366)
  const { page } = owner
  await page.goto(root)
  await press(page, '#butir-jadwal a:has-text("Usulkan waktu")')
  await sound(page)
  await page.fill('[id="waktu.1"]', inDays(3, '09:00'))
  await page.fill('[id="waktu.2"]', inDays(4, '13:30'))
  await page.selectOption('#lama', '120')
  await page.check('label:has-text("Rini Astuti")')
  await shoot(page, '1366', 'rapat', 'usulkan')
  await press(page, 'button:has-text("Tanyakan waktu ini")')
  assert.match(await page.locator('.kabar').innerText(), /4 orang melihatnya/)

  // Four presses on a telephone, without JavaScript: the task, one time, save. And one less for all.
  const asked = await visitor('pemohon', 360, { javaScriptEnabled: false })
  await asked.page.goto(demo.url + '/tugas')
  await press(asked.page, 'a:has-text("Jawab usulan waktu")')
  assert.deepEqual(await faultsOf(asked.page), []) // axe needs scripts
  assert.equal(await asked.page.locator('input:checked').count(), 0, 'nothing is ticked beforehand')
  await asked.page.locator('label[for="bisa-1"]').click()
  await press(asked.page, 'button:has-text("Simpan jawaban")')
  assert.match(await asked.page.locator('.kabar').innerText(), /bisa pada 1 dari 2 waktu/)
  await shoot(asked.page, '360', 'rapat', 'dijawab')
  const member = await visitor('penguji-pd', 360)
  await member.page.goto(demo.url + '/agenda')
  await press(member.page, 'a:has-text("Jawab usulan waktu")')
  await sound(member.page)
  await press(member.page, 'button:has-text("Bisa semuanya")')
  await member.page.goto(demo.url + '/tugas')
  assert.equal(await member.page.getByText('Jawab usulan waktu').count(), 0)

  await page.reload()
  assert.deepEqual(await page.locator('.usulan li strong').allInnerTexts(), ['1 dari 4 bisa', '2 dari 4 bisa'])
  await sound(page)
  await shoot(page, '1366', 'rapat', 'pilih')
  await page.setViewportSize({ width: 360, height: 768 })
  await shoot(page, '360', 'rapat', 'pilih')
  await page.setViewportSize({ width: 1366, height: 768 })
  await press(page, page.locator('button:has-text("Pilih waktu ini")').nth(1))
  assert.match(page.url(), /#butir-jadwal$/)
  let jadwal = (await stored(call, id)).jadwal
  assert.equal(jadwal.start, inDays(4, '13:30') + ':00+07:00')
  assert.equal(jadwal.end, inDays(4, '15:30') + ':00+07:00')
  assert.deepEqual(jadwal.attendees, ['penguji-pd', 'pemohon'])

  // What came of it, under the topics that the stage has.
  await page.fill('[id="jadwal.place"]', 'Ruang Aptika')
  await page.click('summary:has-text("Agenda dan hasil")')
  assert.equal(await page.inputValue('[id="jadwal.agenda.2.topic"]'), 'Analisis dampak')
  await page.selectOption('[id="jadwal.agenda.2.kind"]', 'keputusan')
  await page.fill('[id="jadwal.agenda.2.text"]', 'Diterima.\n\nDilengkapi angka kunjungan.')
  await page.fill('[id="jadwal.minutes"]', 'Mulai terlambat.')
  await shoot(page, '1366', 'rapat', 'agenda')
  await press(page, '#isian button:has-text("Simpan")')
  jadwal = (await stored(call, id)).jadwal
  assert.equal(jadwal.minutes, 'Agenda dan hasil\n\n1. Gambaran umum dan keunggulan\n\n2. Analisis dampak\n   Keputusan: Diterima.\n\n   Dilengkapi angka kunjungan.\n\nCatatan lain\nMulai terlambat.')
  assert.equal(await page.inputValue('[id="jadwal.agenda.2.text"]'), 'Diterima.\n\nDilengkapi angka kunjungan.')
  await sound(page)
  await page.setViewportSize({ width: 360, height: 768 })
  assert.deepEqual(await faultsOf(page), [])
  await shoot(page, '360', 'rapat', 'agenda')

  // A text to be sent by hand: copied, or opened in WhatsApp.
  await press(page, '#butir-jadwal a:has-text("Undangan dan teks WhatsApp")')
  await owner.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.click('button:has-text("Salin teks WhatsApp")')
  await page.getByText('Tersalin').waitFor()
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^\*Jadwal presentasi: Rapat dengan usulan waktu\*\n.*\nTempat: Ruang Aptika\n/)
  assert.match(await page.locator('a:has-text("Buka WhatsApp")').getAttribute('href'), /^https:\/\/wa\.me\/\?text=/)
  for (const x of [owner, asked, member]) await x.context.close()
})

test('a decision on a telephone without JavaScript', async () => {
  const { call, id } = await presenting(demo.url, 'Sistem Antrean Loket')
  const reviewer = await client(demo.url, 'verifikator')
  const at = h => new Date(Date.now() + h * 36e5).toISOString().slice(0, 19) + 'Z'
  const meeting = { start: at(-2), end: at(-1), place: 'Ruang Aptika', attendees: ['verifikator', 'pemohon'] }
  const sign = (who, item) => who('POST', `/requests/${id}/signatures`, { item, password })
  await reviewer('PATCH', `/requests/${id}/data`, { jadwal: meeting })
  await call('PATCH', `/requests/${id}/data`, { 'gambaran-umum': 'Antrean daring.', 'analisis-dampak': 'Pasien tetap menunggu.' })
  await upload(call, id, 'paparan')
  await reviewer('POST', `/requests/${id}/actions/catat-presentasi`, {})
  await reviewer('PATCH', `/requests/${id}/data`, { rapat: meeting, 'ruang-lingkup': 'Loket dan layar.', 'rencana-tahapan': [{ title: 'Analisis', due: '2027-01-10' }] })
  await call('PATCH', `/requests/${id}/data`, { 'perkiraan-anggaran': 85_000_000 })
  await upload(reviewer, id, 'notulen')
  await sign(reviewer, 'paraf-kominfo')
  await sign(call, 'paraf-pemohon')
  await reviewer('POST', `/requests/${id}/actions/selesai-rapat`, {})

  const { context, page } = await visitor('kepala', 360, { javaScriptEnabled: false })
  await page.goto(demo.url + '/tugas')
  await press(page, page.locator(`a[href="/permohonan/${id}"]`).first())
  assert.equal(await page.locator('input[type=radio]:checked').count(), 0, 'nothing is chosen beforehand')
  const order = ['Rp85.000.000', 'Antrean masih memakai kertas.', 'Antrean daring.', 'Pasien tetap menunggu.', 'Loket dan layar.', '8 dari 8 sesuai', 'notulen.pdf', 'Tidak pernah dikembalikan', 'Hari sejauh ini', 'Sistem serupa', 'Keputusan Anda']
  const text = await page.evaluate(() => document.querySelector('main').textContent)
  const places = order.map(s => text.lastIndexOf(s))
  assert.deepEqual(places.slice(1), places.slice(1).toSorted((a, b) => a - b), 'the evidence stands in the order in which it is read')
  assert.ok(!places.includes(-1))
  await shoot(page, '360', 'rapat', 'keputusan')
  // Only what was chosen asks for something.
  assert.equal(await page.locator('#tanggapan').isVisible(), false)
  await page.click('label:has-text("Nyatakan tidak disetujui")')
  await page.click('label:has-text("Rekomendasi")')
  await page.fill('#tanggapan', 'Pakai Sistem Antrean Puskesmas, yang sedang dikerjakan untuk Dinas Kesehatan.')
  await press(page, 'button:has-text("Pratinjau")')
  assert.match(page.url(), /#pratinjau$/)
  assert.match(await page.locator('.catatan[role=status]').innerText(), /Bentuk tanggapan: Rekomendasi/)
  assert.equal((await call('GET', `/requests/${id}`)).status, 'open')
  await shoot(page, '360', 'rapat', 'keputusan-pratinjau')
  await press(page, 'button:has-text("Tetapkan keputusan")')
  assert.match(page.url(), /\/tugas$/)
  assert.match(await page.locator('.kabar').innerText(), /Permohonan tidak disetujui\. Tugas berikutnya:/)
  assert.equal((await call('GET', `/requests/${id}`)).status, 'declined')
  await context.close()
})

test('similar systems while the name is typed, and before it is sent', async () => {
  await underReview(demo.url, 'Antrean Kelurahan Ledok')
  const { id } = await draft(demo.url, '')
  const { context, page } = await visitor('pemohon', 360)
  await page.goto(`${demo.url}/permohonan/${id}/isi/sistem`)
  const box = page.locator('[data-mirip]')
  assert.equal(await box.isVisible(), false)
  await page.locator('#judul').pressSequentially('Sistem Antrean Ledo', { delay: 5 })
  await box.getByText('Antrean Kelurahan Ledok').waitFor()
  await sound(page)
  await shoot(page, '360', 'rapat', 'serupa')
  await press(page, 'button:has-text("Simpan dan lanjut")')
  await page.goto(`${demo.url}/permohonan/${id}/periksa`)
  await page.getByText('Sistem dengan nama serupa').waitFor()
  await context.close()
})
