// Papers out of the record in a real Chromium: issued, looked at, numbered, and used as the
// document that the stage asks for, so that nobody types or uploads it.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { soundAtBothWidths, startBrowser, startDemo, visit } from './alur.mjs'
import { atStage } from './requests.mjs'

let demo, browser
before(async () => {
  demo = await startDemo()
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await demo?.stop()
})

test('the minutes of a meeting come out of the record', async () => {
  const { id, call, as } = await atStage(demo.url, 'Antrean Puskesmas Naskah', 'rapat-koordinasi')
  const at = hours => new Date(Date.now() + hours * 3600_000).toISOString().slice(0, 19) + 'Z'
  await as.verifikator.set({ rapat: { start: at(-2), end: at(-1), place: 'Ruang Aptika', attendees: ['verifikator', 'pemohon'] } })
  const { context, page } = await visit(browser, demo.url, 'verifikator', 360, { bypassCSP: true })
  const one = `${demo.url}/permohonan/${id}`
  await page.goto(one)
  // From the slot of the stage to the list, where its paper is issued.
  await page.getByRole('button', { name: /^Buatkan drafnya dari isian/ }).click()
  await page.waitForURL(/\/naskah#notulen$/)
  await soundAtBothWidths(page, 'naskah')
  const draft = page.locator('#notulen').getByRole('link', { name: 'PDF' })
  const [konsep] = await Promise.all([page.waitForEvent('download'), draft.click()])
  assert.match(konsep.suggestedFilename(), /^konsep-notulen-SI-\d{4}-\d{4}\.pdf$/)
  await page.locator('#notulen').getByRole('button', { name: 'Terbitkan naskah' }).click()
  await page.getByText('diterbitkan.').waitFor()
  await soundAtBothWidths(page, 'naskah-terbit')
  const [pdf] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Unduh PDF yang diterbitkan' }).click()])
  assert.equal((await readFile(await pdf.path())).subarray(0, 5).toString(), '%PDF-')

  // The number comes later, from the secretariat; a slip keeps what was typed.
  await page.fill('#nomor-naskah', '000.8.3/77/NOT')
  await page.getByRole('button', { name: 'Catat nomor' }).click()
  await page.getByRole('alert').waitFor()
  assert.equal(await page.inputValue('#nomor-naskah'), '000.8.3/77/NOT')
  await page.fill('#tanggal-naskah', '2026-01-05')
  await page.getByRole('button', { name: 'Catat nomor' }).click()
  await page.getByText('Nomor 000.8.3/77/NOT dicatat').waitFor()

  // And it becomes the document of the stage.
  await page.getByRole('button', { name: 'Pakai naskah ini' }).click()
  await page.getByText('dipakai sebagai berkas').waitFor()
  const { items } = await call('GET', `/requests/${id}/documents`)
  const papers = await call('GET', `/requests/${id}/papers`)
  const minutes = papers.items.find(p => p.kind === 'notulen')
  assert.equal(items.find(d => d.kind === 'notulen').sha256, minutes.sha256)
  assert.equal(minutes.number, '000.8.3/77/NOT')
  await context.close()
})
