// A real Chromium with a virtual authenticator: `node passkeys.mjs URL NAME PASSWORD`. Prints what it saw, one line a step.
import { chromium } from 'playwright-core'

const [url, name, password] = process.argv.slice(2)
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
const say = line => process.stdout.write(line + '\n')
try {
  const context = await browser.newContext()
  context.setDefaultTimeout(20000)
  const page = await context.newPage()
  const complaints = []
  page.on('console', message => /Content Security Policy|Uncaught/.test(message.text()) && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(String(error)))
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
  const present = enabled => devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })

  await present(false) // or the passkey would answer before anybody asks
  await page.goto(`${url}/sign-in`)
  await page.fill('#name', name)
  await page.fill('#password', password)
  await page.click('text=Sign in with the password')
  await page.waitForURL('**/account/')
  await present(true)
  await page.goto(`${url}/account/passkeys`)
  await page.fill('#name', 'practice key')
  await page.click('button:has-text("Add a passkey")')
  await page.waitForSelector('h2:has-text("practice key")')
  say('added')

  await page.click('button:has-text("Add a passkey")')
  say(await page.textContent('[role=status]:not([hidden])'))

  await page.goto(`${url}/account/`)
  await page.click('text=Sign out')
  await page.waitForURL(`${url}/`)
  await present(false)
  await page.goto(`${url}/sign-in`)
  const [request] = await Promise.all([
    page.waitForRequest(sent => sent.url() === `${url}/sign-in/passkey`),
    present(true).then(() => page.click('text=Sign in with a passkey').catch(() => {})), // the name's field may have offered it first
  ])
  await page.waitForURL('**/account/')
  say(`signed in as ${await page.textContent('h1')}`)

  const replayed = await context.request.post(`${url}/sign-in/passkey`, {
    data: request.postData(), headers: { 'content-type': 'application/x-www-form-urlencoded' }, maxRedirects: 0,
  })
  say(`replayed: ${replayed.status()}`)

  await page.goto(`${url}/prove?return=/account/sessions`)
  await page.click('text=Use a passkey')
  await page.waitForURL('**/account/sessions')
  say('proved')

  const still = await browser.newContext({ javaScriptEnabled: false })
  const plain = await still.newPage()
  await plain.goto(`${url}/sign-in`)
  say(`without script: passkey ${await plain.isVisible('text=Sign in with a passkey')}, password ${await plain.isVisible('#password')}, says ${await plain.isVisible('text=Passkeys need JavaScript')}`)
  say(`complaints: ${complaints.length}${complaints.map(one => ' ' + one).join('')}`)
} finally {
  await browser.close()
}
