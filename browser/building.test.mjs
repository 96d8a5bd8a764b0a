// From the teams to the hand-over: choosing people, findings with pictures, and who has
// signed.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser, signIn, faultsOf, axeFaults, shoot } from './alur.mjs'
import { atStage, atHandover, client, stored } from './requests.mjs'

let demo, browser, team
before(async () => {
  demo = await startDemo()
  browser = await startBrowser()
  team = await atStage(demo.url, 'Susunan tim', 'pembentukan-tim')
})
after(async () => { await browser?.close(); await demo?.stop() })

async function visitor(username, width = 1366, js = true) {
  const context = await browser.newContext({ viewport: { width, height: 768 }, javaScriptEnabled: js })
  const page = await context.newPage()
  page.on('pageerror', e => { throw e })
  await signIn(page, demo.url, username)
  return { context, page }
}

const sound = async page => assert.deepEqual([...await faultsOf(page), ...await axeFaults(page)], [])
const names = page => page.locator('.pemilih-hasil strong').allTextContents()

test('a team is chosen by search, and the rules follow', async () => {
  const { context, page } = await visitor('verifikator')
  await page.goto(`${demo.url}/permohonan/${team.id}`)
  await page.fill('[id="_cari.tim-pengembang"]', 'dewi')
  await page.getByText('1 orang ditemukan.').waitFor()
  assert.deepEqual(await names(page), ['Dewi Anggraini'])
  await page.getByLabel('Tim Pengembang: Dewi Anggraini').click()
  const chosen = page.locator('[id="tim-pengembang"]')
  await chosen.getByLabel('Dewi Anggraini').waitFor()
  await chosen.getByText('Ada orang Dinas Komunikasi dan Informatika').waitFor()
  assert.ok(await chosen.getByText('Perlu paling sedikit satu orang Dinas Kesehatan').isVisible())
  await page.getByLabel('Tim Penguji: Dewi Anggraini').click()
  await page.locator('[id="tim-penguji"]').getByText('Dewi Anggraini sudah di Tim Pengembang').waitFor()
  // Whoever is found next does not push out those chosen.
  await page.fill('[id="_cari.tim-pengembang"]', 'hen')
  await page.getByLabel('Tim Pengembang: Hendra Kusuma').click()
  await chosen.getByText('Ada orang Dinas Kesehatan').waitFor()
  assert.equal(await chosen.locator('input:checked').count(), 2)
  await page.locator('[id="tim-penguji"]').getByLabel('Dewi Anggraini').uncheck()
  await page.getByText(/^Tersimpan pukul/).waitFor()
  assert.deepEqual((await stored(await client(demo.url, 'verifikator'), team.id))['tim-pengembang'], ['pengembang', 'pengembang-pd'])
  await sound(page)
  await shoot(page, '1366', 'perilaku', 'tim')
  await context.close()
})

test('a team is chosen without scripts, and searching loses nothing', async () => {
  const { id } = await atStage(demo.url, 'Tim tanpa skrip', 'pembentukan-tim')
  const { context, page } = await visitor('verifikator', 360, false)
  const press = async () => Promise.all([page.waitForNavigation(), page.click('button[name=_cari]')])
  await page.goto(`${demo.url}/permohonan/${id}`)
  await page.fill('[id="_cari.tim-pengembang"]', 'sari')
  await press()
  assert.deepEqual(await names(page), ['Sari Wulandari'])
  await page.getByLabel('Tim Penguji: Sari Wulandari').check({ force: true })
  await page.fill('[id="_cari.tim-pengembang"]', 'rini')
  await press()
  assert.deepEqual(await names(page), ['Rini Astuti'])
  assert.ok(await page.locator('[id="tim-penguji"]').getByLabel('Sari Wulandari').isChecked())
  await page.getByLabel('Tim Penguji: Rini Astuti').check({ force: true })
  await Promise.all([page.waitForNavigation(), page.click('button:text-is("Simpan")')])
  const call = await client(demo.url, 'verifikator')
  assert.deepEqual((await stored(call, id))['tim-penguji'].sort(), ['penguji', 'penguji-pd'])
  assert.deepEqual(await faultsOf(page), [])
  await shoot(page, '360', 'perilaku', 'tim')
  await context.close()
})

test('a finding with a pasted screenshot is fixed and verified', async () => {
  const { id, as } = await atStage(demo.url, 'Temuan dengan gambar', 'pengujian')
  const { context, page } = await visitor('penguji')
  const root = `${demo.url}/permohonan/${id}`
  const shot = (await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } })).toString('base64')
  const paste = p => p.evaluate(b64 => {
    const bytes = Uint8Array.from(atob(b64), c => c.charCodeAt(0))
    const data = new DataTransfer()
    data.items.add(new File([bytes], 'image.png', { type: 'image/png' }))
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, shot)
  await page.goto(root + '/temuan')
  await page.fill('#title', 'Total salah bila lebih dari 100 baris')
  for (const label of ['Output', 'Efektivitas', 'Berat']) await page.getByLabel(label, { exact: true }).check({ force: true })
  await paste(page)
  await page.getByText('Ditempel: layar-1.png').waitFor()
  await Promise.all([page.waitForURL(/lagi=output\.efektivitas/), page.getByRole('button', { name: 'Simpan, tambah lagi' }).click()])
  assert.ok(await page.getByLabel('Output', { exact: true }).isChecked())
  assert.equal(await page.inputValue('#title'), '')
  await sound(page)
  await page.goto(root + '/temuan/1')
  const thumb = page.locator('.gambar-daftar img')
  await thumb.scrollIntoViewIfNeeded()
  await page.waitForFunction(() => { const i = document.querySelector('.gambar-daftar img'); return i.complete && i.naturalWidth > 0 })
  await sound(page)
  await as.penguji.act('usulkan-perbaikan')

  const dev = await visitor('pengembang', 360)
  await dev.page.goto(root + '/temuan/1')
  await dev.page.fill('#note', 'Batas seratus baris dihapus.')
  await dev.page.setInputFiles('input[type=file]', { name: 'sesudah.png', mimeType: 'image/png', buffer: Buffer.from(shot, 'base64') })
  await Promise.all([dev.page.waitForNavigation(), dev.page.getByRole('button', { name: 'Simpan' }).click()])
  await dev.page.goto(root + '/temuan/1')
  assert.equal(await dev.page.locator('.gambar-daftar img').count(), 2)
  await sound(dev.page)
  await shoot(dev.page, '360', 'perilaku', 'temuan-diperbaiki')
  await as.pengembang.act('selesai-perbaikan')
  await dev.context.close()

  await page.goto(root + '/temuan/1')
  await page.getByLabel('Perbaikan sudah benar').check({ force: true })
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Simpan' }).click()])
  await page.goto(root + '/temuan?keadaan=verified')
  assert.match(await page.locator('.daftar').innerText(), /Total salah.*\n.*2 gambar/)
  await context.close()
})

test('the hand-over shows what there is and who has signed', async () => {
  const { id, as } = await atHandover(demo.url, 'Serah terima')
  await as.kepala.sign('tanda-tangan-kominfo')
  const { context, page } = await visitor('pemohon', 360)
  await page.goto(`${demo.url}/permohonan/${id}`)
  await page.getByText('Siap 11 dari 11').waitFor()
  assert.match(await page.locator('#kesiapan').innerText(), /42 hadir/)
  const signing = await page.locator('#tanda-tangan').innerText()
  assert.match(signing, /Ditandatangani Endang Lestari/)
  assert.match(signing, /Baca lalu tanda tangani/)
  assert.equal(await page.locator('main .tombol').count(), 1)
  await sound(page)
  await shoot(page, '360', 'perilaku', 'serah-terima')
  await context.close()
})

test('a task is handed to a colleague', async () => {
  const { context, page } = await visitor('verifikator', 360)
  const { page: other } = await visitor('rangkap')
  const root = `${demo.url}/permohonan/${team.id}`
  await page.goto(root)
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Ambil tugas' }).click()])
  await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Serahkan ke rekan' }).click()])
  await sound(page)
  await page.getByLabel('Bayu Nugroho').check({ force: true })
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Serahkan tugas' }).click()])
  await page.getByText('sekarang dikerjakan oleh Bayu Nugroho').waitFor()
  await other.goto(root)
  await other.getByRole('button', { name: 'Lepas tugas' }).waitFor()
  await other.context().close()
  await context.close()
})
