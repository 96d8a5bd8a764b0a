// What every browser test needs: a demo of Alur on an empty folder, a Chromium,
// and checks that hold on every page.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const here = dirname(fileURLToPath(import.meta.url))
const binary = process.env.ALUR_BINARY ?? join(here, '..', 'bin', 'alur')
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const shots = process.env.ALUR_SHOTS ?? join(here, 'shots')
export const password = 'alur-demo'
export const widths = [360, 1366]
/** `make browser` walks every way, with axe and a picture everywhere; `make test` each thing once. */
export const everything = process.env.ALUR_SEMUA === '1'

/** The path of a Chromium, or an error that says how to get one. */
function chromiumPath() {
  for (const p of [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) {
    if (p && existsSync(p)) return p
  }
  throw new Error('no Chromium found: `make test` installs it, or set CHROMIUM')
}

/** Starts a subcommand that says where it listens; stop() ends it. */
async function listening(...args) {
  const server = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  server.stderr.on('data', d => { said += d })
  const exit = new Promise(ok => server.once('exit', ok))
  const url = await new Promise((ok, no) => {
    const fail = () => {
      server.kill('SIGKILL') // a child that lives keeps the test's process alive
      no(new Error(`alur ${args[0]} did not start:\n${said}`))
    }
    const patience = setTimeout(fail, 60_000)
    server.stdout.on('data', d => {
      said += d
      const found = said.match(/(?:ready at|gallery on) (http:\/\/[^\s]+)/)
      if (found) { clearTimeout(patience); ok(found[1]) }
    })
    exit.then(() => { clearTimeout(patience); fail() })
  })
  return { url, async stop() { server.kill('SIGTERM'); await exit } }
}

/** Starts `alur serve --demo` on an empty folder; stop() ends it and removes the folder. */
export async function startDemo() {
  const data = await mkdtemp(join(tmpdir(), 'alur-browser-'))
  const { url, stop } = await listening('serve', '--demo', '--data', join(data, 'demo'), '--listen', '127.0.0.1:0')
  return { url, async stop() { await stop(); await rm(data, { recursive: true, force: true }) } }
}

/** Starts `alur gallery`; stop() ends it. */
export const startGallery = () => listening('gallery', '--port', '0')

/** Starts a headless Chromium that asks nothing of the network. */
export function startBrowser() {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

/** Signs in through the page, as a person does. */
export async function signIn(page, url, username) {
  await page.goto(url + '/masuk')
  await page.fill('#nama-pengguna', username)
  await page.fill('#kata-sandi', password)
  await Promise.all([page.waitForNavigation(), page.press('#kata-sandi', 'Enter')])
}

/** A window of its own in which somebody has signed in; options are Playwright's. */
export async function visit(browser, url, username, width, options = {}) {
  const context = await browser.newContext({ viewport: { width, height: 768 }, ...options })
  // A page that is left in the middle of a navigation can keep Chromium from ever
  // answering; what is still open goes with the browser.
  const close = context.close.bind(context)
  context.close = () => Promise.race([close(), new Promise(ok => { setTimeout(ok, 5000).unref() })])
  const page = await context.newPage()
  await signIn(page, url, username)
  return { context, page }
}

/** Faults of the page that is open: what must hold on every page, at any width. */
export async function faultsOf(page) {
  const faults = await page.evaluate(() => {
    const out = []
    const h1 = document.querySelectorAll('h1').length
    if (h1 !== 1) out.push(`${h1} h1`)
    if (document.documentElement.lang !== 'id') out.push(`lang "${document.documentElement.lang}"`)
    if (document.title.trim() === '') out.push('no title')
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth
    if (over > 0) out.push(`scrolls sideways by ${over} px`)
    const text = document.body.innerText
    for (const word of ['undefined', '<nil>', '%!', 'goroutine ', 'NaN']) if (text.includes(word)) out.push(`shows "${word}"`)
    const bare = text.match(/\b[0-9a-f]{32}\b/)
    if (bare) out.push(`shows the raw id ${bare[0]}`)
    return out
  })
  return faults
}

/** axe-core's findings that are serious or critical, in one line each. */
export async function axeFaults(page) {
  await page.evaluate(axeSource + ';0')
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'], preload: false }))
  return violations
    .filter(v => v.impact === 'serious' || v.impact === 'critical')
    .map(v => `${v.id} (${v.impact}): ${v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')}`)
}

/** Fails unless a page is without faults, axe-core's too; the page must run scripts. */
export async function sound(page) {
  assert.deepEqual([...await faultsOf(page), ...await axeFaults(page)], [])
}

/** Fails unless a page is without faults at both widths, and leaves a picture of each; axe-core needs scripts. */
export async function soundAtBothWidths(page, name, { scripts = true } = {}) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 768 })
    assert.deepEqual([...await faultsOf(page), ...scripts ? await axeFaults(page) : []], [], `${name}, ${width}`)
    await shoot(page, name, String(width))
  }
}

/** Leaves a picture of the whole page, when everything is walked (`make browser`): drawing one takes longer than most tests. */
export async function shoot(page, ...name) {
  if (!everything) return
  const file = join(shots, ...name.slice(0, -1), name.at(-1) + '.jpg')
  await mkdir(dirname(file), { recursive: true })
  await page.screenshot({ path: file, fullPage: true, type: 'jpeg', quality: 80 })
}
