// A meeting from its invitation to its list: answered on a telephone without scripts, the
// code on the projector, who has an account and who has none, and what came of it.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser, faultsOf, shoot, visit, sound } from './alur.mjs'
import { client, presenting } from './requests.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

const press = (page, target) => Promise.all([page.waitForNavigation(), typeof target === 'string' ? page.click(target) : target.click()])
const at = minutes => new Date(Date.now() + minutes * 6e4).toISOString().slice(0, 19) + 'Z'

test('invited, answered, shown, noted', { timeout: 60_000 }, async () => {
  const { id } = await presenting(demo.url, 'Rapat dengan daftar hadir')
  const reviewer = await client(demo.url, 'verifikator')
  const minutes = 'Agenda dan hasil\n\n1. Gambaran umum\n   Keputusan: dilanjutkan.\n\n2. Analisis dampak'
  await reviewer('PATCH', `/requests/${id}/data`, { jadwal: { start: at(10), end: at(70), place: 'Ruang Aptika', attendees: ['verifikator', 'pemohon'], minutes } })
  const path = `${demo.url}/permohonan/${id}/pertemuan/jadwal`

  const asked = await visit(browser, demo.url, 'pemohon', 360, { javaScriptEnabled: false })
  await asked.page.goto(path)
  await press(asked.page, 'a:has-text("Jawab undangan")')
  assert.equal(await asked.page.locator('input:checked').count(), 0, 'nothing is chosen beforehand')
  await asked.page.click('label:has-text("Mungkin hadir")')
  await asked.page.fill('#alasan', 'Bila dinas luar, diwakili.')
  await press(asked.page, 'button:has-text("Simpan jawaban")')
  assert.match(await asked.page.locator('.kabar').innerText(), /mungkin hadir/)
  assert.deepEqual(await faultsOf(asked.page), [])
  await shoot(asked.page, '360', 'rapat', 'hadir-menjawab')

  const { context, page } = await visit(browser, demo.url, 'verifikator', 1366)
  await page.goto(path + '/hadir')
  assert.match(await page.locator('main').innerText(), /0 hadir, 1 mungkin, 0 tidak, 1 belum menjawab/)
  assert.deepEqual(await faultsOf(page), []) // the gallery looks with axe
  assert.equal(await page.locator('header nav').count(), 1)
  await shoot(page, '1366', 'rapat', 'hadir-memimpin')

  // The projector: one picture, no scrolling, nothing around it.
  await press(page, 'a:has-text("Tampilkan kode di layar")')
  for (const [width, height] of [[1920, 1080], [1366, 768], [360, 640]]) {
    await page.setViewportSize({ width, height })
    assert.deepEqual(await faultsOf(page), [])
    const box = await page.locator('img').boundingBox()
    assert.ok(box.width >= Math.min(width, height) / 2 && Math.abs(box.width - box.height) < 1, `at ${width} the code is ${box.width} wide`)
    if (width > 400) assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), `at ${width} everything is in view`)
    await shoot(page, String(width), 'rapat', 'layar')
  }
  await page.setViewportSize({ width: 1366, height: 768 })
  await sound(page)
  assert.equal(await page.locator('nav, footer').count(), 0)
  // The code changes by itself, without the page being loaded anew.
  await page.clock.install()
  await page.goto(path + '/layar')
  await page.evaluate(() => { globalThis.same = true })
  await Promise.all([page.waitForResponse(res => res.url().endsWith('/layar')), page.clock.fastForward(31_000)])
  await page.locator('img').waitFor()
  assert.equal(await page.evaluate(() => globalThis.same), true)
  assert.match(await (await context.request.get(page.url())).text(), /<noscript><meta http-equiv="refresh" content="\d+"><\/noscript>/)

  const { path: scanned } = await reviewer('GET', `/requests/${id}/meetings/jadwal/code`)
  await asked.page.goto(demo.url + scanned)
  await shoot(asked.page, '360', 'rapat', 'saya-hadir')
  await press(asked.page, 'button:has-text("Saya hadir")')
  assert.match(await asked.page.locator('main').innerText(), /Kehadiran .+ sudah tercatat/)

  const guest = await browser.newContext({ viewport: { width: 360, height: 768 } })
  const room = await guest.newPage()
  await room.goto(demo.url + scanned)
  await room.click('summary:has-text("Tidak mempunyai akun")')
  await room.fill('#nama', 'Tamu Contoh')
  await press(room, 'button:has-text("Catat kehadiran saya")')
  assert.equal(await room.inputValue('#nama'), 'Tamu Contoh', 'what was typed stays')
  await shoot(room, '360', 'rapat', 'tamu-kurang')
  await room.fill('#instansi', 'Kelurahan Contoh')
  await press(room, 'button:has-text("Catat kehadiran saya")')
  assert.match(await room.locator('main').innerText(), /Tamu Contoh sudah tercatat/)

  await page.goto(path + '/hadir')
  const list = await page.locator('main').innerText()
  assert.match(list, /2 hadir, 1 di antaranya tanpa akun/)
  assert.match(list, /1\. Gambaran umum\s+Keputusan: dilanjutkan\./)
  await page.setViewportSize({ width: 360, height: 768 })
  assert.deepEqual(await faultsOf(page), [])
  await shoot(page, '360', 'rapat', 'hadir-memimpin')
  for (const c of [context, asked.context, guest]) await c.close()
})
