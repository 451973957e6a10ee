// What the tests in a real Chromium share: talking to the test that started them (a line of JSON each way), the browser, seats, and steps.
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1']
const heard = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const hear = async () => JSON.parse((await heard.next()).value)

/** Asks the test that started this script, for what a browser cannot do: read the outbox, publish as a CI job. */
export async function ask(what, more = {}) {
  process.stdout.write(JSON.stringify({ ask: what, ...more }) + '\n')
  return await hear()
}

/** Runs a script: what it returns is what the test gets. */
export async function run(script) {
  const input = await hear()
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
  try {
    process.stdout.write(JSON.stringify({ result: await script(input, browser) }) + '\n')
  } catch (error) {
    process.stdout.write(JSON.stringify({ failed: String(error?.stack ?? error) }) + '\n')
  } finally {
    await browser.close()
    process.exit() // stdin is still open
  }
}

/** A context in which somebody is signed in: `cookies` is a list of names and values, empty for nobody. */
export async function seat(browser, url, cookies, options = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(15000)
  if (cookies?.length) await context.addCookies(cookies.map(one => ({ ...one, url })))
  return context
}

/** Keeps what a page must not do: errors, violations of its own policy, and asking other hosts. */
export function watch(page, url) {
  const complaints = []
  page.on('console', message => {
    const text = message.text()
    if (message.type() === 'error' && !/status of 4\d\d/.test(text)) complaints.push(text) // an answer with a refusal is meant to have its status
  })
  page.on('pageerror', error => complaints.push(`uncaught ${error}`))
  page.on('request', request => !request.url().startsWith(url + '/') && !/^(data|blob|about):/.test(request.url()) && complaints.push(`asked ${request.url()}`))
  return complaints
}

/** What a list of pages has under `then`: {"fill": {"label or name": "text"}} | {"check": "name"} | {"choose": {"name": "value"}} | {"press": "a button's words"} | {"follow": "a link's words"} | {"open": "a summary's words"} */
export async function take(page, steps) {
  for (const step of steps ?? []) {
    for (const [name, text] of Object.entries(step.fill ?? {})) await page.locator(`main [name="${name}"]:not([type=hidden])`).first().fill(text)
    for (const [name, value] of Object.entries(step.choose ?? {})) await page.locator(`main select[name="${name}"]`).first().selectOption(value)
    if (step.check) await page.locator(`main [name="${step.check}"]`).first().check()
    if (step.open) await page.locator('summary', { hasText: step.open }).first().click()
    if (step.follow) await Promise.all([page.waitForEvent('load'), page.locator('main').getByRole('link', { name: step.follow }).first().click()])
    if (step.press) await Promise.all([page.waitForEvent('load'), page.locator('main').getByRole('button', { name: step.press }).first().click()])
  }
}

/** Does each job, two at the same time; `work` is told which of the two does it. */
export async function inTurns(jobs, work) {
  const left = [...jobs]
  await Promise.all([0, 1].map(async hand => {
    for (let next; (next = left.shift());) await work(next, hand)
  }))
}
