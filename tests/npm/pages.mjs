// Every page of a list, for everybody: axe, headings, landmarks, narrow screens, the dark, and no script. Input: {url, seats, pages, shots}.
import { readFileSync } from 'node:fs'
import { run, seat, watch, take, inTurns } from './browser.mjs'

const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const [wide, narrow] = [{ width: 1280, height: 900 }, { width: 390, height: 844 }]

/** Runs in the page. */
const judge = async only => {
  const { violations } = await axe.run(document, {
    resultTypes: ['violations'], preload: false, // it would fetch the style sheet by a script, which the page's policy forbids
    ...(only ? { runOnly: { type: 'rule', values: only } } : { rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } } }),
  })
  return violations.map(one => ({ rule: one.id, impact: one.impact, what: one.help, where: one.nodes.slice(0, 3).map(node => `${node.target.join(' ')} — ${node.failureSummary?.split('\n')[1]?.trim() ?? ''} ${node.html.slice(0, 160)}`) }))
}

/** Runs in the page: what is wrong with its outline and its forms. */
const outline = () => {
  const faults = []
  const count = (what, selector, least, most) => {
    const n = document.querySelectorAll(selector).length
    if (n < least || n > most) faults.push(`${n} ${what}`)
  }
  count('h1', 'h1', 1, 1)
  count('main', 'main', 1, 1)
  count('header', 'body > header', 1, 1)
  count('footer', 'body > footer', 1, 1)
  count('nav', 'nav', 1, 9)
  count('inline style or script', '[style], style, script:not([src])', 0, 0)
  if (document.title.trim().length < 3) faults.push('no title')
  if (document.documentElement.lang !== 'en') faults.push('no language')
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id)
  for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) faults.push(`two elements have the id ${id}`)
  for (const one of document.querySelectorAll('[href^="#"]')) if (one.hash.length > 1 && !document.getElementById(decodeURIComponent(one.hash.slice(1)))) faults.push(`nothing has the id that ${one.hash} leads to`)
  for (const attribute of ['aria-describedby', 'aria-labelledby', 'for']) {
    for (const one of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of one.getAttribute(attribute).split(/\s+/)) if (!document.getElementById(id)) faults.push(`nothing has the id of ${attribute}="${id}"`)
    }
  }
  for (const form of document.forms) {
    if (form.method === 'post' && new URL(form.action).pathname !== '/explain' && !form.querySelector('input[type=hidden][name]')) faults.push(`no token in the form to ${form.action}`)
    if (!form.hidden && !form.closest('[hidden]') && !form.querySelector('button, input[type=submit]')) faults.push(`no button in the form to ${form.action}`)
  }
  return faults
}

/** Runs in the page: what is wider than it. */
const wider = () => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(one).position !== 'absolute').slice(0, 3)
  .map(one => `wider than the screen: ${one.outerHTML.slice(0, 120)}`)

run(async ({ url, seats, pages, shots }, browser) => {
  const [results, contexts] = [[], new Map()]
  const room = async (who, script) => {
    const key = `${who} ${script}`
    if (!contexts.has(key)) contexts.set(key, seat(browser, url, seats[who], { javaScriptEnabled: script, viewport: wide, colorScheme: 'light' }).then(async context => {
      if (script) await context.addInitScript({ content: axe })
      return context
    }))
    return await contexts.get(key)
  }
  const open = async (entry, script) => {
    const page = await (await room(entry.as, script)).newPage()
    const complaints = watch(page, url)
    const response = await page.goto(url + entry.path)
    if (response.status() !== (entry.status ?? 200)) complaints.push(`status ${response.status()}`)
    await take(page, entry.then)
    return { page, complaints }
  }

  // axe must find what is there to find, or its silence means nothing
  const wrong = await (await room('anyone', true)).newPage()
  await wrong.goto(`${url}/problems/`)
  await wrong.evaluate(() => { document.querySelector('main').innerHTML = '<img src="/x"><input><p class="faint">words that are too faint</p><a href="/"></a>'; document.querySelector('.faint').style.color = '#eee' })
  const control = [...new Set((await wrong.evaluate(judge)).map(one => one.rule))].sort()
  await wrong.close()

  await inTurns(pages, 2, async entry => {
    const begun = Date.now()
    const result = { name: entry.name, violations: [], faults: [] }
    results.push(result)
    const look = async (page, size, scheme, only) => {
      const view = `${size.width} ${scheme}`
      for (const one of await page.evaluate(judge, only)) result.violations.push({ view, ...one })
      if (shots) await page.screenshot({ path: `${shots}/${entry.name}-${size.width}-${scheme}.png`, fullPage: true })
    }
    try {
      const { page, complaints } = await open(entry, true)
      result.faults.push(...await page.evaluate(outline))
      await look(page, wide, 'light')
      await page.emulateMedia({ colorScheme: 'dark' })
      await look(page, wide, 'dark', ['color-contrast'])
      await page.setViewportSize(narrow)
      await look(page, narrow, 'dark', ['color-contrast'])
      await page.emulateMedia({ colorScheme: 'light' })
      await look(page, narrow, 'light')
      result.faults.push(...await page.evaluate(wider), ...complaints)
      const title = await page.title()
      await page.close()

      const plain = await open(entry, false)
      for (const fault of await plain.page.evaluate(outline)) result.faults.push(`without script: ${fault}`)
      if (await plain.page.title() !== title) result.faults.push(`without script another page: ${await plain.page.title()}`)
      result.faults.push(...plain.complaints.map(one => `without script: ${one}`))
      await plain.page.close()
    } catch (error) {
      result.faults.push(String(error).split('\n').slice(0, 3).join(' '))
    }
    result.ms = Date.now() - begun
  })
  return { results, control }
})
