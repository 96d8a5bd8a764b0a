// Single keys: where they lead, when they must do nothing, how they are switched off.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser, signIn, shoot, widths, sound } from './alur.mjs'
import { draft } from './requests.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

test('keys lead through the lists, and can be switched off', async () => {
  await draft(demo.url, 'Pertama')
  await draft(demo.url, 'Kedua')
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  await signIn(page, demo.url, 'pemohon')
  const press = async (keys, path) => {
    for (const k of keys.slice(0, -1)) await page.keyboard.press(k)
    await Promise.all([page.waitForURL(demo.url + path), page.keyboard.press(keys.at(-1))])
  }
  await press(['g', 'p'], '/permohonan')
  await press(['g', 't'], '/tugas')
  const rows = await page.locator('main .daftar-tautan').count()
  assert.ok(rows >= 2)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  const href = await page.evaluate(() => document.activeElement.getAttribute('href'))
  assert.equal(href, await page.locator('main .daftar-tautan').first().getAttribute('href'))
  await press(['Enter'], href)
  await press(['?'], '/bantuan/pintasan')
  await sound(page)
  for (const width of widths) {
    await page.setViewportSize({ width, height: 768 })
    await shoot(page, String(width), 'perilaku', 'pintasan')
  }
  await press(['/'], '/cari')
  // In a field they are letters; with a modifier they belong to the browser.
  await page.keyboard.press('/')
  await page.keyboard.type('gt?/')
  assert.equal(await page.evaluate(() => document.activeElement.value), 'gt?/')
  await page.evaluate(() => document.activeElement.blur())
  await page.keyboard.press('g')
  await page.keyboard.press('Control+p')
  assert.equal(page.url(), demo.url + '/cari')

  await page.goto(demo.url + '/akun')
  await Promise.all([page.waitForNavigation(), page.click('button:has-text("Matikan pintasan")')])
  await page.evaluate(() => navigation.addEventListener('navigate', () => { window.left = true }))
  await page.keyboard.press('?')
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  assert.equal(await page.evaluate(() => window.left), undefined)
  assert.equal(page.url(), demo.url + '/akun')
  await Promise.all([page.waitForNavigation(), page.click('button:has-text("Hidupkan pintasan")')])
  await press(['?'], '/bantuan/pintasan')
  await context.close()
})

test('the list of shortcuts needs no JavaScript and no account', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  assert.equal((await page.goto(demo.url + '/bantuan/pintasan')).status(), 200)
  assert.ok(await page.locator('kbd').count() > 8)
  await context.close()
})
