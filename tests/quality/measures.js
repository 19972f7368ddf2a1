// What of the page that is shown does not fit: the page itself wider than the window, things that stick out of it, words that are cut.
() => {
  const wide = document.documentElement.clientWidth
  const name = element => `${element.localName}${element.id ? '#' + element.id : ''}${element.className && typeof element.className === 'string' ? '.' + element.className.trim().replace(/\s+/g, '.') : ''}`
  const scrolls = element => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX)
  const seen = element => {
    const box = element.getBoundingClientRect()
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true })
  }
  const held = element => {
    for (let around = element.parentElement; around; around = around.parentElement) if (scrolls(around) || around.localName === 'svg') return true
    return false
  }
  const found = []
  if (document.documentElement.scrollWidth > wide) found.push(`the page is ${document.documentElement.scrollWidth} wide, the window ${wide}`)
  for (const element of document.body.querySelectorAll('*')) {
    if (!seen(element) || held(element)) continue
    const box = element.getBoundingClientRect()
    if (box.right > wide + 1 || (box.left < -1 && box.right > 0)) found.push(`${name(element)} sticks out: ${Math.round(box.left)} to ${Math.round(box.right)}`)
    const hides = ['hidden', 'clip'].includes(getComputedStyle(element).overflowX) && !['svg', 'input', 'textarea'].includes(element.localName)
    if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`${name(element)} is cut: ${element.textContent.trim().slice(0, 40)}`)
  }
  return found
}
