// Every page of a list, for everybody: axe, headings, landmarks, narrow screens, the dark, and no script. Input: {url, seats, pages, views, shots};
// views is 4, or 2: the wide in light colours and the narrow in dark ones, where each colour and each width is seen once.
import { readFileSync } from 'node:fs'
import { run, seat, watch, take, inTurns } from './browser.mjs'

const axe = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
// What the width or the colours can change; everything else is looked at once.
const [ofColour, ofWidth] = [['color-contrast', 'link-in-text-block'], ['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable', 'label-content-name-mismatch']]
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

run(async ({ url, seats, pages, views, shots }, browser) => {
  const [results, rooms] = [[], new Map()]
  /** A page in which somebody sits, kept: a new one each time would cost a process. */
  const room = (who, script, hand) => {
    const key = `${who} ${script} ${hand}`
    if (!rooms.has(key)) rooms.set(key, seat(browser, url, seats[who], { javaScriptEnabled: script, viewport: wide, colorScheme: 'light' })
      .then(context => context.newPage()).then(page => ({ page, complaints: watch(page, url) })))
    return rooms.get(key)
  }
  const open = async (entry, script, hand) => {
    const { page, complaints } = await room(entry.as, script, hand)
    complaints.length = 0
    const response = await page.goto(url + entry.path)
    if (response.status() !== (entry.status ?? 200)) complaints.push(`status ${response.status()}`)
    await take(page, entry.then)
    if (script) await page.evaluate(axe)
    return { page, complaints }
  }

  // axe must find what is there to find, or its silence means nothing
  const { page: wrong } = await room('anyone', true, 0)
  await wrong.goto(`${url}/problems/`)
  await wrong.evaluate(axe)
  await wrong.evaluate(() => { document.querySelector('main').innerHTML = '<img src="/x"><input><p class="faint">words that are too faint</p><a href="/"></a>'; document.querySelector('.faint').style.color = '#eee' })
  const control = [...new Set((await wrong.evaluate(judge)).map(one => one.rule))].sort()

  await inTurns(pages, async (entry, hand) => {
    const begun = Date.now()
    const result = { name: entry.name, violations: [], faults: [] }
    results.push(result)
    const look = async (page, size, colorScheme, only) => {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize(size)
      for (const one of await page.evaluate(judge, only)) result.violations.push({ view: `${size.width} ${colorScheme}`, ...one })
      if (shots) await page.screenshot({ path: `${shots}/${entry.name}-${size.width}-${colorScheme}.png`, fullPage: true })
    }
    try {
      const { page, complaints } = await open(entry, true, hand)
      result.faults.push(...await page.evaluate(outline))
      await look(page, wide, 'light')
      if (views > 2) await look(page, wide, 'dark', ofColour)
      await look(page, narrow, 'dark', ofWidth)
      if (views > 2) await look(page, narrow, 'light', ofColour)
      result.faults.push(...await page.evaluate(wider), ...complaints)
      await page.emulateMedia({ colorScheme: 'light' })
      await page.setViewportSize(wide)

      const plain = await open(entry, false, hand)
      for (const fault of await plain.page.evaluate(outline)) result.faults.push(`without script: ${fault}`)
      if (await plain.page.title() !== await page.title()) result.faults.push(`without script another page: ${await plain.page.title()}`)
      result.faults.push(...plain.complaints.map(one => `without script: ${one}`))
    } catch (error) {
      result.faults.push(String(error).split('\n').slice(0, 3).join(' '))
    }
    result.ms = Date.now() - begun
  })
  return { results, control }
})
