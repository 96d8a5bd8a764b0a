// Papers that anybody checks in a real browser: by code and by file, with scripts and
// without; the report on the clauses of the guide; and a template that is changed.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { password, soundAtBothWidths, startBrowser, startDemo, visit } from './alur.mjs'

// axe-core looks at every exhibit of these pages elsewhere; here at one.
const bare = { scripts: false }

let demo, browser, token, request, code, pdf

before(async () => {
  demo = await startDemo()
  browser = await startBrowser()
  token = (await api('POST', '/tokens', { username: 'verifikator', password })).token
  request = (await api('GET', '/requests?stage=verifikasi&status=open')).items[0].id
  code = await issue()
  pdf = Buffer.from(await (await call('GET', `/requests/${request}/papers/${code}/content/pdf`)).arrayBuffer())
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const call = (method, path, body) => fetch(demo.url + '/api/v1' + path, {
  method, headers: { ...token && { Authorization: 'Bearer ' + token }, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body),
})

async function api(method, path, body) {
  const answer = await call(method, path, body)
  const said = await answer.json()
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${JSON.stringify(said)}`)
  return said
}

/** Issues a receipt from the request; gives its code. */
const issue = async () => (await api('POST', `/requests/${request}/papers`, { kind: 'tanda-terima' })).code

const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).first().click()])
const file = buffer => ({ name: 'naskah.pdf', mimeType: 'application/pdf', buffer })

test('a file is checked, and stays where it is', async () => {
  const page = await (await browser.newContext()).newPage()
  const sent = []
  page.on('request', r => { if (r.method() === 'POST') sent.push(r.postDataBuffer()?.length ?? 0) })
  await page.goto(demo.url + '/')
  await page.getByRole('link', { name: 'Cek keaslian dokumen' }).click()
  await page.setInputFiles('#berkas', file(pdf))
  await press(page, 'Periksa dokumen')
  await page.getByText('Cocok dengan arsip ALUR').waitFor()
  await soundAtBothWidths(page, 'cek-cocok')
  assert.ok(sent.length === 1 && sent[0] < 2000 && pdf.length > 10_000, `${sent} bytes were sent of ${pdf.length}`)

  await page.setInputFiles('#berkas', file(Buffer.concat([pdf, Buffer.from(' ')])))
  await press(page, 'Periksa dokumen')
  await page.getByText('Jangan dipakai sebelum menghubungi Diskominfo').waitFor()
  await soundAtBothWidths(page, 'cek-beda', bare)
  await page.context().close()
})

test('without scripts the file is sent, and the code leads on', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await page.goto(demo.url + '/cek-dokumen')
  await page.setInputFiles('#berkas', file(pdf))
  await press(page, 'Periksa dokumen')
  await page.getByText('Cocok dengan arsip ALUR').waitFor()
  await page.goto(demo.url + '/cek-dokumen')
  await page.fill('#kode', code.toLowerCase().replaceAll('-', ' '))
  await press(page, 'Periksa dokumen')
  assert.equal(new URL(page.url()).pathname, '/cek-dokumen/' + code)
  await page.getByText('Berlaku', { exact: true }).waitFor()

  await issue() // a newer one takes its place
  await page.reload()
  await page.getByText('Diganti naskah yang lebih baru').first().waitFor()
  await page.context().close()
})

test('clauses of a request and of a year', async () => {
  const { context, page } = await visit(browser, demo.url, 'kepala', 1366)
  await page.goto(`${demo.url}/permohonan/${request}/riwayat`)
  await page.getByRole('link', { name: 'Laporan kepatuhan' }).click()
  await page.getByText(/^Bukti \(/).first().click()
  await page.getByText('Tanda terima permohonan').first().waitFor({ state: 'attached' })
  await soundAtBothWidths(page, 'kepatuhan', bare)
  await page.goto(demo.url + '/laporan/kepatuhan')
  await page.getByRole('heading', { name: /^Swakelola: / }).waitFor()
  await context.close()
})

test('a template is changed, looked at and put in force', async () => {
  const { context, page } = await visit(browser, demo.url, 'admin', 1366)
  await page.goto(demo.url + '/admin/templat')
  await page.getByRole('link', { name: 'Notulen rapat koordinasi' }).click()
  const docx = Buffer.from(await (await context.request.get(demo.url + '/admin/templat/notulen/0/templat.docx')).body())
  await page.setInputFiles('#berkas', { name: 'notulen.docx', mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', buffer: docx })
  await page.getByRole('button', { name: 'Unggah dan periksa' }).click()
  await page.getByRole('button', { name: 'Berlakukan versi 1' }).waitFor()
  await soundAtBothWidths(page, 'templat-versi', bare)
  await page.fill('#alasan', 'Menyesuaikan tata naskah dinas')
  await press(page, 'Berlakukan versi 1')
  await page.getByText('kini dibuat dengan versi 1').waitFor()
  await context.close()
})
