// Runs the page that checks a pack, without a browser: its script over folders of files.
// Reads JSON Lines of {"dir", "witness"} and writes one of {"title", "faults"} for each.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const script = readFileSync(process.argv[2], 'utf8').match(/<script>([\s\S]*)<\/script>/)[1]
const element = () => ({ addEventListener() {}, files: [] })
const page = new Function('document', script + '\nreturn { check, titleOf }')({ getElementById: element })

const all = dir => readdirSync(dir).flatMap(n => statSync(join(dir, n)).isDirectory() ? all(join(dir, n)) : [new File([readFileSync(join(dir, n))], n)])
for await (const line of createInterface({ input: process.stdin })) {
  const { dir, witness } = JSON.parse(line)
  let out
  try {
    const r = await page.check(all(dir), witness)
    out = { title: r.faults.length > 0 ? 'Tidak utuh' : page.titleOf(r.tree), faults: r.faults, signed: r.tree?.signed ?? null }
  } catch (e) {
    out = { title: 'Tidak utuh', faults: [e.message], signed: null }
  }
  console.log(JSON.stringify(out))
}
