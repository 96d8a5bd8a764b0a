// People at browsers: each opens pages, fills in what is there and presses buttons,
// and notes whatever is wrong with any page on the way.
import assert from 'node:assert/strict'
import { signIn, faultsOf, axeFaults, shoot, password } from './alur.mjs'
import { pdf } from './requests.mjs'

// How the people of the demonstration are called whom others choose by name.
const called = { pemohon: 'Wati', verifikator: 'Rino', pengembang: 'Dewi', penguji: 'Sari', 'pengembang-pd': 'Hendra', 'penguji-pd': 'Rini', vendor: 'Agus' }

const marks = new WeakMap()

/**
 * A browser of a person with an account, or of the public. Each has a session of its own: a
 * proof gives one browser another secret and ends the old one. The mark by which a browser
 * is known is shared, so that nobody is told of a new device.
 */
export async function person(browser, url, name, { width = 1366, js = true } = {}) {
  if (!marks.has(browser)) marks.set(browser, new Map())
  const known = marks.get(browser)
  if (name !== 'publik' && !known.has(name)) {
    known.set(name, (async () => {
      const context = await browser.newContext({ javaScriptEnabled: js })
      await signIn(await context.newPage(), url, name)
      const state = await context.storageState()
      await context.close()
      return { ...state, cookies: state.cookies.filter(c => c.name !== 'alur-sesi') }
    })())
  }
  const context = await browser.newContext({ viewport: { width, height: 768 }, javaScriptEnabled: js, reducedMotion: 'reduce', storageState: await known.get(name) })
  const page = await context.newPage()
  page.setDefaultTimeout(60000)
  if (name !== 'publik') await signIn(page, url, name)
  return new Person(name, page, url, width, js)
}

/** What kind of page an address leads to: its ids do not matter. */
export const kind = path => path.replace(/[0-9a-f]{32}/g, '').replace(/[?#].*/, '').replace(/[^a-z0-9-]+/g, '_').replace(/^_|_$/g, '') || 'beranda'

export class Person {
  faults = []
  seen = new Set()
  expected = 200

  constructor(name, page, url, width, js) {
    Object.assign(this, { name, page, url, width, js })
    const fault = text => this.faults.push(`${this.at()}: ${text}`)
    page.on('console', m => { if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) fault(m.text()) })
    page.on('pageerror', e => fault(e.message))
    page.on('response', r => {
      // A picture of a page that is still being drawn is asked for again.
      const drawn = r.status() === 503 && r.url().includes('/halaman/')
      if (r.status() >= 400 && r.status() !== this.expected && !drawn) fault(`${r.status()} for ${r.url()}`)
    })
    // What the next page interrupts was not needed any more.
    page.on('requestfailed', r => { if (r.failure().errorText !== 'net::ERR_ABORTED') fault(`${r.failure().errorText} for ${r.url()}`) })
  }

  async resize(width) {
    this.width = width
    await this.page.setViewportSize({ width, height: 768 })
  }

  path() { return new URL(this.page.url()).pathname }
  at() { return `${this.name} at ${this.path()} (${this.width} px, ${this.js ? 'with' : 'without'} JavaScript)` }

  async open(path, status = 200) {
    this.expected = status
    const answer = await this.page.goto(this.url + path, { waitUntil: 'domcontentloaded' })
    assert.equal(answer.status(), status, `${this.name} ${path}`)
    await this.arrive()
  }

  /** Opens what is folded, as one would who looks for something. */
  async arrive() {
    await this.page.evaluate(() => document.querySelectorAll('main details.bagian-lipat:not([open]) > summary').forEach(s => s.click()))
  }

  /** Holds the page to the rules of every page; each kind of page also at 320 px, and to axe once. */
  async check(axe = false) {
    const faults = await faultsOf(this.page)
    const k = kind(this.path())
    if (!this.seen.has(k)) {
      this.seen.add(k)
      await this.page.setViewportSize({ width: 320, height: 768 })
      const over = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      if (over > 0) faults.push(`scrolls sideways by ${over} px at 320 px`)
      await this.page.setViewportSize({ width: this.width, height: 768 })
    }
    if (axe && this.js) faults.push(...await axeFaults(this.page))
    this.faults.push(...faults.map(f => `${this.at()}: ${f}`))
  }

  /** Checks the page and leaves a picture of it among those of this person's role. */
  async picture(name = kind(this.path()), axe = false) {
    await this.check(axe)
    await shoot(this.page, this.name, String(this.width), name)
  }

  /** As picture, the first time only. */
  async once(name) {
    if (!this.seen.has('shot ' + name)) await this.picture(name)
    this.seen.add('shot ' + name)
  }

  async sees(...texts) {
    const text = (await this.page.locator('main').innerText()).replace(/\s+/g, ' ')
    for (const t of texts) assert.ok(text.toLowerCase().includes(t.toLowerCase()), `${this.at()}: no «${t}» in\n${text.slice(0, 3000)}`)
  }

  control(name, value) {
    return this.page.locator(`main form [name="${name}"]${value === undefined ? '' : `[value="${value}"]`}:not([type=hidden])`)
  }

  /** Fills in controls by name; a list of values ticks those boxes. */
  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      if (Array.isArray(value)) {
        for (const v of value) await this.choose(name, v)
        continue
      }
      const control = this.control(name).locator('visible=true').first()
      const type = await control.evaluate(e => e.tagName === 'SELECT' ? 'select' : e.type)
      if (type === 'radio') await this.control(name, value).check()
      else if (type === 'select') await control.selectOption(value)
      else await control.fill(value)
    }
  }

  /** Ticks a box; somebody who is not offered is looked for by name first. */
  async choose(name, value) {
    const box = this.control(name, value).first()
    if (await box.count() === 0) {
      const picker = this.page.locator('.pemilih', { has: this.page.locator(`[id="${name}"]`) })
      await picker.locator('input[type=search]').fill(called[value])
      const look = picker.locator('button[name=_cari]')
      if (this.js) await look.click()
      else await this.press(look)
    }
    await box.check()
  }

  /** Chooses a PDF of its own for each slot. */
  async attach(...items) {
    for (const item of items) {
      await this.control('berkas.' + item).setInputFiles({ name: item + '.pdf', mimeType: 'application/pdf', buffer: pdf(`${item} ${this.name} ${Date.now()}`) })
    }
  }

  async press(target) {
    await this.leaving(() => target.click())
  }

  /** Does what leads to another page, and waits until that is there. */
  async leaving(act) {
    if (this.js) {
      // A script may change the address first and load the page again after that.
      await this.page.evaluate(() => { window.before = true })
      await act()
      await this.page.waitForFunction(() => !window.before && document.readyState !== 'loading')
    } else {
      await Promise.all([this.page.waitForNavigation({ waitUntil: 'domcontentloaded' }), act()])
    }
    await this.arrive()
  }

  button(name) { return this.page.getByRole('main').getByRole('button', { name, exact: true }) }
  link(name) { return this.page.getByRole('main').getByRole('link', { name, exact: true }) }

  /** Sends the form that goes to this address with its own button, not one of a slot. */
  submit(action) {
    return this.press(this.page.locator(`main form[action$="${action}"] .baris-tombol button[type=submit]:not([name])`).first())
  }

  /** As submit; a password is given where the page asks for it. */
  async confirm(action) {
    for (let i = 0; i < 2; i++) {
      if (await this.control('kata-sandi').count() > 0) await this.fill({ 'kata-sandi': password })
      else if (i > 0) break
      await this.submit(action)
    }
  }

  /** The Giliran card: who has to do what, what comes next, and whether it offers a button. */
  turn() {
    return this.page.locator('.giliran').evaluate(card => {
      const words = e => {
        const copy = e?.cloneNode(true)
        copy?.querySelectorAll('.tag, .redup, strong').forEach(x => x.remove())
        return copy?.textContent.replace(/\s+/g, ' ').trim() ?? ''
      }
      const who = {}
      const shared = card.querySelectorAll('.giliran-bersama li')
      for (const li of shared) who[li.querySelector('strong').textContent] = words(li)
      if (shared.length === 0) who[words(card.querySelector('.giliran-siapa'))] = words(card.querySelector('.giliran-langkah'))
      return { who, next: words(card.querySelector('.giliran-nanti')), mine: card.classList.contains('giliran-anda'), buttons: card.querySelectorAll('a.tombol, button').length }
    })
  }

  /** How many controls the page offers that change the request. */
  offers() {
    return this.page.locator('main').locator('form[method=post], a[href*="/tindakan/"], a[href*="/tanda-tangan/"], a[href$="/hapus"], a[href*="/isi/"]').count()
  }

  async leave() { await this.page.context().close() }
}
