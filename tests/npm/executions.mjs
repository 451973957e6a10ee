// Opens pages that show what strangers wrote, with the pages' policy (CSP) and without, and counts what ran. Input: {url, seats, pages, payloads, rendered}.
import { run, seat, take, inTurns } from './browser.mjs'

/** Runs in every frame before anything else: whatever a payload calls is told, by where it happened. */
const canary = () => {
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = (...what) => executed(`${name}(${what.map(String).join().slice(0, 40)})`)
  addEventListener('securitypolicyviolation', event => violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
}

/** Runs in the page: sets off what waits for somebody, and says what could act though it did not. */
const provoke = async () => {
  const [found, all] = [[], [...document.querySelectorAll('*')]]
  for (const one of all) {
    for (const { name, value } of one.attributes) {
      if (/^on/i.test(name) || name === 'style' || name === 'srcdoc') found.push(`<${one.localName} ${name}>`)
      if (/^(href|src|action|formaction|data|xlink:href|poster|background|cite|ping)$/i.test(name)) {
        const address = value.replace(/[\u0000-\u0020]/g, '')
        if (/^(javascript|vbscript|data|blob|file):/i.test(address)) found.push(`<${one.localName} ${name}="${value.slice(0, 60)}">`)
      }
    }
    if (/^(iframe|object|embed|base|style|applet|frame|math|foreignobject|portal|audio|video|template)$/i.test(one.localName)) found.push(`<${one.localName}>`)
    if (one.localName === 'script' && !/^\/assets\/[\w.-]+$/.test(one.getAttribute('src') ?? '')) found.push('<script>')
    if (one.localName === 'meta' && one.httpEquiv) found.push('<meta http-equiv>')
    if (one.localName === 'form' && new URL(one.action).origin !== location.origin) found.push(`<form action=${one.action}>`)
    if (one.localName === 'link' && one.rel !== 'stylesheet' && new URL(one.href).origin !== location.origin) found.push('<link>')
  }
  for (const one of all) for (const event of ['mouseover', 'mouseenter', 'pointerdown', 'focus', 'focusin', 'blur', 'keydown', 'toggle', 'animationstart', 'transitionend', 'error', 'load', 'wheel', 'copy', 'begin'])
    one.dispatchEvent(new Event(event, { bubbles: false, cancelable: true }))
  await new Promise(done => setTimeout(done, 10))
  return found
}

/** Runs in the page: each payload raw, in a frame of its own that has the page's policy. */
const raw = async payloads => {
  for (const one of payloads) {
    const frame = document.createElement('iframe')
    frame.srcdoc = one
    document.body.append(frame)
  }
  await new Promise(done => setTimeout(done, 400))
  for (const frame of document.querySelectorAll('iframe')) {
    for (const one of frame.contentDocument?.querySelectorAll('*') ?? []) {
      if (/^javascript:/i.test(one.getAttribute('href') ?? '')) one.click()
      for (const event of ['click', 'mouseover', 'focus', 'toggle', 'error', 'load', 'animationstart', 'pointerdown', 'mouseenter', 'input', 'copy', 'wheel', 'submit']) one.dispatchEvent(new Event(event, { cancelable: true }))
    }
  }
  await new Promise(done => setTimeout(done, 200))
}

run(async ({ url, seats, pages, payloads, rendered }, browser) => {
  const report = { visits: 0, executions: [], violations: [], elsewhere: [], active: [], unseen: [], seen: 0, control: {}, ms: [] }
  const room = async (who, bypassCSP, told) => {
    const context = await seat(browser, url, seats[who], { bypassCSP, javaScriptEnabled: true })
    await context.exposeBinding('executed', ({ frame, page }, what) => told('executions', page, what, frame))
    await context.exposeBinding('violated', ({ page }, what) => told('violations', page, what))
    await context.addInitScript(canary)
    context.on('dialog', dialog => { told('executions', dialog.page(), `dialog ${dialog.message()}`); dialog.dismiss().catch(() => {}) })
    context.on('request', request => {
      if (!request.url().startsWith(url + '/') && !/^(data|blob|about):/.test(request.url())) told('elsewhere', null, request.url())
    })
    return context
  }

  const begun = Date.now()
  const took = what => report.ms.push(`${what} at ${Date.now() - begun}`)
  for (const bypass of [false, true]) {
    const policy = bypass ? 'without CSP' : 'with CSP'
    const told = (list, page, what) => report[list].push(`${policy}, ${page?.url().slice(0, 120) ?? ''}: ${what}`)
    const kept = new Map()
    // Pages that only give back what was asked are opened with the policy for a sample: without it more could run, not less.
    await inTurns(pages.filter((entry, i) => bypass || entry.listed || i % 5 === 0), async (entry, hand) => {
      const key = `${entry.as} ${hand}`
      if (!kept.has(key)) kept.set(key, room(entry.as, bypass, told).then(context => context.newPage()))
      const page = await kept.get(key)
      try {
        const response = await page.goto(url + entry.path)
        await take(page, entry.then)
        report.visits++
        if (response.status() >= (entry.listed ? 400 : 500)) told('active', page, `status ${response.status()}`)
        for (const one of await page.evaluate(provoke)) told('active', page, one)
        if (entry.listed && !bypass) {
          const plain = text => text.replace(/[\s\u0000-\u001f]+/g, '')
          const text = plain(await page.evaluate(() => document.body.textContent + [...document.querySelectorAll('input, textarea')].map(one => one.value).join(' ')))
          const missing = payloads.filter(one => !text.includes(plain(one)))
          report.seen += payloads.length - missing.length
          const least = { all: payloads.length, none: 0 }[entry.shows] ?? 1
          if (payloads.length - missing.length < least) report.unseen.push(`${entry.path} shows ${payloads.length - missing.length} of ${payloads.length}, not ${missing[0]}`)
        }
      } catch (error) {
        told('active', page, `could not be judged: ${String(error).split('\n')[0]}`)
      }
    })
    for (const page of kept.values()) await (await page).context().close()
    took(policy)
  }

  // The same texts raw: the corpus must be able to act where nothing stops it, and the policy alone must stop all of it.
  for (const [name, bypass, texts] of [['raw without CSP', true, payloads], ['raw with CSP', false, payloads], ['rendered without CSP', true, rendered]]) {
    const frames = new Set()
    const context = await room('anyone', bypass, (list, page, what, frame) => list === 'executions' && frames.add(frame ?? what))
    const page = await context.newPage()
    await page.goto(`${url}/problems/`)
    for (let from = 0; from < texts.length; from += 250) {
      await page.evaluate(raw, texts.slice(from, from + 250))
      await page.evaluate(() => document.querySelectorAll('iframe').forEach(one => one.remove()))
    }
    report.control[name] = frames.size
    took(name)
    await context.close()
  }
  return report
})
