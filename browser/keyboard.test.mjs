// Three pieces of work with the keyboard alone: a request, a review, a decision. The
// focus is never lost, always marked, and never behind the header or the bottom bar.
import test, { before, after } from 'node:test'
import assert from 'node:assert/strict'
import { startDemo, startBrowser } from './alur.mjs'
import { person } from './people.mjs'
import { underReview, atStage, pdf } from './requests.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

/** Somebody who has no mouse. */
async function typist(name, width) {
  const k = await person(browser, demo.url, name, { width })
  const press = key => k.page.keyboard.press(key)

  /** What is wrong with the focus as it stands, or "". */
  const fault = () => k.page.evaluate(() => {
    const e = document.activeElement
    if (!e || e === document.body) return 'the focus is nowhere'
    const name = `${e.tagName.toLowerCase()} «${(e.textContent || e.name || e.id).trim().slice(0, 40)}»`
    // A row that is a link as a whole is marked as a whole.
    const marks = [getComputedStyle(e), getComputedStyle(e, '::after')]
    if (!marks.some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none')) return `${name}: the focus does not show`
    const { left, right, top, bottom } = e.getBoundingClientRect()
    const x = Math.min(innerWidth - 1, (left + right) / 2)
    const seen = [top + 2, (top + bottom) / 2, bottom - 2].some(y => {
      const at = document.elementFromPoint(x, y)
      return at && (e === at || e.contains(at) || at.contains(e))
    })
    return seen ? '' : `${name}: the focus is hidden`
  })

  /** Presses Tab until this is reached, looking at the focus at each stop. */
  async function to(selector, most = 60) {
    const target = k.page.locator(selector).first()
    assert.equal(await target.count(), 1, `${k.at()}: no ${selector}`)
    for (let i = 0; i <= most; i++) {
      await press('Tab')
      if (await k.page.evaluate(() => document.activeElement === document.body)) continue // the end of the page, and round
      const wrong = await fault()
      assert.equal(wrong, '', k.at())
      if (await target.evaluate(e => document.activeElement === e || (e.type === 'radio' && document.activeElement.name === e.name))) return
    }
    assert.fail(`${k.at()}: ${selector} is more than ${most} tabs away`)
  }

  return Object.assign(k, {
    key: press, to,
    /** Opens the link or sends the form that has this selector. */
    async go(selector) {
      await to(selector)
      await k.leaving(() => press('Enter'))
      await k.check()
    },
    async type(id, text) {
      await to('#' + id)
      await k.page.keyboard.type(text)
    },
    async choose(name, value) {
      await to(`main [name="${name}"]`)
      const chosen = () => k.page.evaluate(n => document.querySelector(`[name="${n}"]:checked`)?.value, name)
      await press('Space')
      for (let i = 0; await chosen() !== value; i++) {
        assert.ok(i < 8, `${k.at()}: ${name} does not offer ${value}`)
        await press('ArrowDown')
      }
      assert.equal(await fault(), '', k.at())
    },
    /** The first press of Tab leads past the menu. */
    async skip() {
      await press('Tab')
      assert.equal(await k.page.evaluate(() => document.activeElement.getAttribute('href')), '#isi', k.at())
      await press('Enter')
    },
  })
}

test('an agency applies, on a narrow screen', { timeout: 240e3 }, async () => {
  const k = await typist('pemohon', 360)
  await k.open('/tugas')
  await k.skip()
  await k.go('main a[href="/permohonan/baru"]')
  await k.skip()
  await k.choose('jalur', 'swakelola')
  await k.go('main form .tombol[type=submit]')
  const path = k.path()
  await k.skip()
  await k.go(`main a[href^="${path}/isi/sistem"]`)
  await k.skip()
  await k.type('judul', 'Antrean tanpa tetikus')
  await k.choose('jenis', 'pembangunan-baru')
  await k.go('main form .baris-tombol .tombol')
  await k.skip()
  await k.type('ringkasan', 'Antrean masih memakai kertas.')
  await k.go('main form .baris-tombol .tombol')
  await k.skip()
  await k.type('nomor-surat', '045/123/2026')
  await k.type('tanggal-surat', '11112026') // the same in every order of day and month
  await k.type('perihal', 'Permohonan sistem')
  await k.to('main input[type=file]')
  // What follows Space here is a window of the system, not of the page.
  await k.page.setInputFiles('main input[type=file]', { name: 'surat.pdf', mimeType: 'application/pdf', buffer: pdf('Surat permohonan') })
  await k.go('main form .baris-tombol .tombol')
  await k.skip()
  for (const [id, text] of [
    ['penanda-tangan.name', 'Hadi Susanto'], ['penanda-tangan.position', 'Kepala Dinas'], ['penanda-tangan.nip', '197001011995031001'],
    ['narahubung.name', 'Wati Rahayu'], ['narahubung.phone', '081234567890'], ['narahubung.email', 'wati@example.go.id'],
  ]) await k.type(id.replaceAll('.', '\\.'), text)
  await k.go('main form .baris-tombol .tombol')
  await k.sees('Periksa jawaban Anda', 'Antrean tanpa tetikus', '197001011995031001')
  await k.skip()
  await k.go('main form[action$="/tindakan/ajukan"] button[type=submit]')
  await k.sees('Permohonan terkirim')
  assert.deepEqual(k.faults, [])
  await k.leave()
})

test('a reviewer sends a request back', { timeout: 240e3 }, async () => {
  const { call, id } = await underReview(demo.url, 'Telaah tanpa tetikus')
  const k = await typist('verifikator', 1366)
  await k.open('/permohonan')
  await k.key('g')
  await k.leaving(() => k.key('t'))
  await k.go(`main a[href="/permohonan/${id}"]`)
  const docs = (await call('GET', `/requests/${id}/documents`)).items
  await k.key('1')
  await k.key('2')
  await k.key('n')
  await k.page.keyboard.type('Ruang lingkup belum dijelaskan')
  await k.key('Escape')
  await k.key('j')
  for (let i = 2; i < docs.length; i++) await k.key('1')
  await k.go('#telaah .baris-tombol button')
  assert.deepEqual((await call('GET', `/requests/${id}/documents`)).items.map(d => d.review?.verdict).sort(), docs.map((_, i) => i === 0 ? 'rejected' : 'accepted').sort())
  await k.go(`main a[href="/permohonan/${id}/tindakan/kembalikan"]`)
  await k.skip()
  await k.go('main form .baris-tombol button')
  await k.sees('Giliran kini pada Dinas Kesehatan')
  assert.deepEqual(k.faults, [])
  await k.leave()
})

test('the head decides, on a narrow screen', { timeout: 240e3 }, async () => {
  const { call, id } = await atStage(demo.url, 'Keputusan tanpa tetikus', 'tindak-lanjut')
  const k = await typist('kepala', 360)
  await k.open('/tugas')
  await k.skip()
  await k.go(`main a[href="/permohonan/${id}"]`)
  await k.skip()
  await k.choose('putusan', 'setujui')
  await k.to('#keputusan [name=catatan]')
  await k.page.keyboard.type('Setuju.')
  await k.go('#keputusan .baris-tombol .tombol')
  assert.equal((await call('GET', `/requests/${id}`)).stage.id, 'pembentukan-tim')
  assert.deepEqual(k.faults, [])
  await k.leave()
})
