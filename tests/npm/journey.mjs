// A person's whole way with the index, by pages alone: from making an account to ending a token; with a passkey, or without script by password.
// Input: {url, script, names, shots}. What a browser cannot do is asked of the test: the outbox, a CI job that publishes, an upload by token.
import { run, seat, watch, ask } from './browser.mjs'

run(async ({ url, script, name, project, password, issuer, shots }, browser) => {
  const context = await seat(browser, url, [], { javaScriptEnabled: script, viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const [complaints, told] = [watch(page, url), []]
  const main = page.locator('main')
  const say = line => told.push(line)
  const text = async selector => (await main.locator(selector).first().textContent()).replace(/\s+/g, ' ').trim()
  const go = path => page.goto(url + path)
  const field = (name, value) => main.locator(`[name="${name}"]:not([type=hidden])`).first().fill(value)
  const press = async words => await Promise.all([page.waitForEvent('load'), main.getByRole('button', { name: words }).first().click()])
  const follow = async words => await Promise.all([page.waitForEvent('load'), main.getByRole('link', { name: words }).first().click()])

  let number = 0
  const shoot = async what => {
    if (!shots) return
    number++
    for (const [width, height] of [[1280, 900], [390, 844]]) {
      await page.setViewportSize({ width, height })
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme })
        await page.screenshot({ path: `${shots}/journey-${String(number).padStart(2, '0')}-${what}-${width}-${colorScheme}.png`, fullPage: true })
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
  }

  // An account, by the mail's link.
  await go('/sign-up')
  await field('email', `${name}@example.org`)
  await press('Mail me the link')
  await shoot('link-sent')
  await go((await ask('mail', { to: `${name}@example.org`, door: '/invitation/' })).path)
  await field('name', name)
  await field('password', password)
  await press('Make the account')
  say(`account ${await text('h1')}`)
  await shoot('account')

  let devtools, authenticatorId
  const present = enabled => devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  if (script) {
    devtools = await context.newCDPSession(page)
    await devtools.send('WebAuthn.enable');
    ({ authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    }))
    await go('/account/passkeys')
    await field('name', 'practice key')
    await main.getByRole('button', { name: 'Add a passkey' }).click()
    await page.waitForSelector('h2:has-text("practice key")')
    await shoot('passkeys')
  }

  await go('/account/')
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Sign out' }).last().click()])
  if (script) await present(false)
  await go('/sign-in')
  if (script) {
    await present(true)
    await main.getByRole('button', { name: 'Sign in with a passkey' }).click({ timeout: 2000 }).catch(() => {}) // the name's field may have offered it first
  } else {
    await field('name', name)
    await field('password', password)
    await press('Sign in with the password')
  }
  await page.waitForURL('**/account/')
  say(`signed in by ${script ? 'passkey' : 'password'}`)

  // A pending publisher, and the first upload that makes the project.
  const choose = async () => {
    const issuers = main.locator('select[name="issuer"]')
    if (await issuers.count() > 0) await issuers.selectOption(issuer)
  }
  await go('/manage/account/publishing/')
  await follow('GitHub Actions')
  await choose()
  for (const [key, value] of Object.entries({ project_name: project, 'field-owner': 'octo-org', 'field-repository': 'sampleproject', 'field-workflow_filename': 'not a file', 'field-environment': 'pypi' })) await field(key, value)
  await press('Add this pending publisher')
  say(`refused form keeps ${await main.locator('[name="field-workflow_filename"]:not([type=hidden])').inputValue()}, repository ${await main.locator('[name="field-repository"]:not([type=hidden])').inputValue()}`)
  await shoot('pending-refused')
  await field('field-workflow_filename', 'release.yml')
  await press('Add this pending publisher')
  say(`pending ${await main.getByText(project, { exact: false }).count() > 0}`)
  await shoot('pending')
  say(`published ${(await ask('publish', { project, version: '1.0', environment: 'pypi' })).said}`)

  await go(`/project/${project}/`)
  say(`project page says ${/octo-org\/sampleproject/.test(await main.textContent()) ? 'octo-org/sampleproject' : 'nothing of its source'}`)
  await shoot('project')

  // A refused exchange, found beside expected, accepted.
  say(`published from staging ${(await ask('publish', { project, version: '1.1', environment: 'staging' })).said}`)
  const publishing = `/manage/project/${project}/settings/publishing/`
  await go(publishing)
  const said = (await main.textContent()).replace(/\s+/g, ' ')
  say(`refused shows found ${/staging/.test(said)} expected ${/pypi/.test(said)}`)
  await shoot('publishing-refused')
  await follow('Accept what was found')
  await shoot('accept')
  await press('Change the publisher to this')
  await shoot('accepted')
  say(`published from staging ${(await ask('publish', { project, version: '1.1', environment: 'staging' })).said}`)

  // Taken back; and no API token uploads any more.
  await go('/manage/projects/')
  await shoot('my-projects')
  await follow(project)
  await shoot('releases')
  await follow('1.1')
  await shoot('release')
  await field('reason', 'It was built from staging.')
  await press(/^Yank 1\.1$/)
  const listed = await (await context.request.get(`${url}/simple/${project}/`)).text()
  say(`yanked ${/data-yanked="It was built from staging\."/.test(listed)}`)
  await go(`/project/${project}/1.1`)
  await shoot('project-yanked')

  await go('/manage/account/tokens/')
  await follow('Make a token')
  await field('name', 'practice token')
  await main.locator('[name="scope"][value="upload"]').check()
  await press('Make the token')
  const token = await text('code.line')
  await shoot('token-made')
  await go('/manage/account/tokens/')
  say(`shown once ${!(await page.content()).includes(token)}`)
  await shoot('tokens')
  say(`upload by token ${(await ask('upload', { project, version: '1.2', token })).said}`)

  await go(publishing)
  await press('Refuse API tokens')
  await shoot('trusted-only')
  say(`upload by token ${(await ask('upload', { project, version: '1.3', token })).said}`)
  await go(publishing)
  await press('Take API tokens again')
  say(`upload by token ${(await ask('upload', { project, version: '1.3', token })).said}`)
  await go(publishing)
  await press('Refuse API tokens')

  await go('/manage/account/tokens/')
  await press(/Revoke/)
  say(`upload by token ${(await ask('upload', { project, version: '1.4', token })).said}`)
  await shoot('revoked')
  await go(`/manage/project/${project}/history/`)
  await shoot('history')
  say(`history ${(await main.locator('code').allTextContents()).filter(one => /:/.test(one)).reverse().join(' ')}`)
  say(`complaints ${complaints.join('; ') || 'none'}`)
  return told
})
