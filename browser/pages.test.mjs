// Every page that each role reaches by following links from its menu: it opens, holds
// the rules of every page at office and telephone width and at 320 px, axe finds
// nothing serious, and `make browser` leaves pictures of it in browser/shots/<role>/<width>.
import test, { before, after, describe } from 'node:test'
import assert from 'node:assert/strict'
import { everything, startDemo, startBrowser, axeFaults } from './alur.mjs'
import { person, kind } from './people.mjs'

let demo, browser
before(async () => { demo = await startDemo(); browser = await startBrowser() })
after(async () => { await browser?.close(); await demo?.stop() })

// Where nothing is to be seen, or what everybody sees the same.
const files = /\/(unduh|halaman|ekspor|berkas-bukti)\b|\.(ics|svg|pdf|csv|xlsx?|json|png)$|\/(pdf|docx|signed|xlsx)$|\/tanda-bukti\/|\.docx$|^\/(aset|api)\//
const everybodys = /^\/(bantuan|panduan|aksesibilitas|privasi|lacak|masuk)?(\/|$)/

/** What the pages behind two addresses have in common; those of one request and of another are alike. */
const sort = path => kind(path.replace(/\?.*/, '').replace(/(\/tahap|\/admin\/pd|\/admin\/pengguna)\/(?!baru$)[^/]+/, '$1/satu'))

/** Follows every link that leads to another kind of page; gives the kinds seen. */
async function tour(k, start, axed) {
  const queue = [...start], seen = new Map()
  while (queue.length > 0) {
    const path = queue.shift()
    const s = sort(path)
    const key = path.replace(/\?.*/, '') === '/permohonan' ? 'daftar' : s
    // A request looks different in each stage: some of them.
    const most = key === 'permohonan' ? 4 : key === 'permohonan_tahap_satu' ? 2 : 1
    if ((seen.get(key) ?? 0) >= most) continue
    seen.set(key, (seen.get(key) ?? 0) + 1)
    await k.open(path)
    const number = seen.get(key) > 1 ? '-' + seen.get(key) : ''
    await k.picture(key + number)
    if (!axed.has(key)) {
      axed.add(key)
      k.faults.push(...(await axeFaults(k.page)).map(f => `${k.at()}: ${f}`))
    }
    await k.resize(360)
    await k.picture(key + number)
    await k.resize(1366)
    const links = await k.page.$$eval('a[href^="/"]', as => as.map(a => a.getAttribute('href').replace(/#.*/, '')))
    queue.push(...new Set(links.filter(p => !files.test(p.replace(/\?.*/, '')) && (k.name === 'publik' || !everybodys.test(p)))))
  }
  return [...seen.keys()]
}

const axed = new Set()
const roles = {
  publik: ['/', '/tidak-ada', '/permohonan', '/lacak?kode=AAAA-BBBB-CCCC'],
  pemohon: ['/tugas', '/cari?kata=sistem'],
  verifikator: ['/tugas', '/cari?kata=tidak-ada-yang-bernama-begini'],
  kepala: ['/tugas'], pengembang: ['/tugas'], penguji: ['/tugas'], 'pengembang-pd': ['/tugas'],
  vendor: ['/tugas', '/admin/pengguna', '/permohonan/baru'],
  'admin-pd': ['/tugas', '/admin/pengguna'],
  auditor: ['/tugas'],
  admin: ['/tugas', '/admin/pengguna', '/admin/pd', '/admin/impor'],
}
// Who sees the same pages as somebody else here.
const alike = new Set(['kepala', 'pengembang', 'penguji', 'pengembang-pd', 'admin-pd', 'auditor'])
// Addresses that refuse this role: the page says so.
const refused = { '/tidak-ada': 404, '/lacak?kode=AAAA-BBBB-CCCC': 404, '/admin/pengguna': 403, '/permohonan/baru': 403 }

describe('every page of every role', { concurrency: 2, timeout: 900e3 }, () => {
  for (const [name, start] of Object.entries(roles)) {
    if (!everything && alike.has(name)) continue
    test(name, async () => {
      const k = await person(browser, demo.url, name)
      const closed = start.filter(p => refused[p] && !name.startsWith('admin'))
      for (const path of closed) {
        await k.open(path, refused[path])
        await k.picture(sort(path) + '-' + refused[path])
      }
      const kinds = await tour(k, start.filter(p => !closed.includes(p)), axed)
      assert.ok(kinds.length > 8, `${name} reaches ${kinds}`)
      assert.deepEqual([...new Set(k.faults)], [])
      await k.leave()
    })
  }
})
