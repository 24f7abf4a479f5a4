/* What is wrong with the layout of the page as it stands: a list of [kind, what]. */
() => {
  const main = document.querySelector('[data-testid=stMain]');
  main.scrollTop = 0; // below the bar at its top, whatever it was that came into sight
  const drawer = document.querySelector('[data-testid=stSidebar][data-collapsed=false]');
  const isOverPage = drawer && innerWidth < 768;
  const seen = isOverPage ? drawer : document.querySelector('[data-testid=stApp]');
  const found = [];

  const named = (element) => {
    const key = element.closest('[class*=st-key-]')?.className.match(/st-key-\S+/)?.[0] ?? '';
    const says = (element.getAttribute('aria-label') || element.textContent || '').trim().slice(0, 40);
    return `${element.tagName.toLowerCase()} "${says}" in .${key}`;
  };

  /* The part of an element that its ancestors let be seen; null where that is nothing. */
  const visible = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return null;
    let { left, top, right, bottom } = element.getBoundingClientRect();
    for (let at = element; at && at !== main; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.clipPath !== 'none' || style.clip !== 'auto') return null;
      if (at === element || style.overflow === 'visible') continue;
      const box = at.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return right - left > 2 && bottom - top > 2 ? { left, top, right, bottom } : null;
  };

  for (const scroller of [document.scrollingElement, main, drawer?.querySelector('[data-testid=stSidebarContent]')]) {
    if (scroller && scroller.scrollWidth > scroller.clientWidth + 1) {
      const wide = [...scroller.querySelectorAll('*')].filter((each) => {
        const box = visible(each);
        return box && box.right > scroller.getBoundingClientRect().left + scroller.clientWidth + 1;
      });
      found.push(['sideways', `${scroller.scrollWidth} in ${scroller.clientWidth} pixels: ${wide[0] ? named(wide[0]) : ''}`]);
    }
  }

  const texts = document.createTreeWalker(seen, NodeFilter.SHOW_TEXT);
  const clipping = new Set();
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || parent.closest('svg, style, script, [aria-hidden=true]') || !visible(parent)) continue;
    const lines = document.createRange();
    lines.selectNodeContents(texts.currentNode);
    const box = lines.getBoundingClientRect();
    for (let at = parent; at && at !== main && at !== drawer; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.position === 'fixed') break;
      const edge = at.getBoundingClientRect();
      const across = /hidden|clip/.test(style.overflowX) && (box.right > edge.right + 1.5 || box.left < edge.left - 1.5);
      const down = /hidden|clip/.test(style.overflowY) && box.bottom > edge.bottom + 0.25 * parseFloat(style.fontSize);
      if (across || down) clipping.add(`${texts.currentNode.data.trim().slice(0, 50)} | ${named(at)}`);
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) break;
    }
  }
  clipping.forEach((what) => found.push(['cut', what]));

  const pressed = 'button, a[href], input, select, textarea, summary, [role=button], [role=tab], [role=radio], [role=slider]';
  const all = [...seen.querySelectorAll(pressed)]
    .filter((each) => !each.closest('svg, [data-testid=stSidebar][data-collapsed=true]') && !each.disabled)
    .map((element) => ({ element, box: visible(element) }))
    .filter(({ box }) => box);
  all.forEach((one, number) => {
    for (const other of all.slice(number + 1)) {
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across <= 2 || down <= 2 || one.element.contains(other.element) || other.element.contains(one.element)) continue;
      found.push(['overlap', `${named(one.element)} and ${named(other.element)}`]);
    }
  });
  return found;
}
