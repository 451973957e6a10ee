// The keyboard alone: from the front page to a yanked release with Tab, Enter and typing. Input: {url, name, password, project, version}.
import { run, seat, watch } from './browser.mjs'

/** Runs in the page: what has the focus, whether it can be seen that it has, and whether it lies in view. */
const focused = () => {
  const one = document.activeElement
  if (!one || one === document.body) return { name: '', seen: true }
  const [style, box] = [getComputedStyle(one), one.getBoundingClientRect()]
  const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none'
  return {
    name: (one.getAttribute('aria-label') ?? (one.labels?.[0]?.textContent || one.textContent)).replace(/\s+/g, ' ').trim(), field: one.name ?? '',
    seen, inView: box.bottom > 0 && box.top < innerHeight && box.width > 0, tag: one.localName,
  }
}

run(async ({ url, name, password, project, version }, browser) => {
  const context = await seat(browser, url, [])
  const page = await context.newPage()
  const [complaints, told] = [watch(page, url), []]
  let keys = 0
  /** Tabs on until something of this name has the focus. */
  const to = async wanted => {
    const passed = []
    for (let tries = 0; tries < 120; tries++) {
      await page.keyboard.press('Tab')
      keys++
      const now = await page.evaluate(focused)
      passed.push(now.name)
      if (now.name && !now.seen) complaints.push(`the focus is not seen on ${now.tag} "${now.name}" of ${page.url()}`)
      if (now.name && !now.inView) complaints.push(`the focus is out of view on ${now.tag} "${now.name}" of ${page.url()}`)
      if (typeof wanted === 'string' ? now.field === wanted : wanted.test(now.name)) return
    }
    throw new Error(`Tab does not reach ${wanted} on ${page.url()}, only ${[...new Set(passed)].join(', ')}`)
  }
  const enter = async () => await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])

  await page.goto(`${url}/`)
  await page.keyboard.press('Tab')
  const skip = await page.evaluate(focused)
  await page.keyboard.press('Enter')
  told.push(`first ${skip.name}, leads to ${new URL(page.url()).hash}`)
  await page.goto(`${url}/`)
  await to(/^Sign in$/)
  await enter()
  await to('name')
  await page.keyboard.type(name)
  await to('password')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/account/')
  await to(/^Your projects$/)
  await enter()
  await to(new RegExp(`^${project}`))
  await enter()
  await to(new RegExp(`^${version.replaceAll('.', '\\.')}$`))
  await enter()
  await to('reason')
  await page.keyboard.type('By keyboard.')
  await to(/^Yank /)
  await page.keyboard.press('Space')
  await page.waitForLoadState('load')
  await page.waitForSelector('text=By keyboard.')
  told.push(`yanked ${/By keyboard\./.test(await (await context.request.get(`${url}/simple/${project}/`)).text())}`)
  return { told, keys, complaints: [...new Set(complaints)] }
})
