"""When a page stands still, so that a picture of it can be taken."""

from playwright.sync_api import Page

#: True once everything that the page asked for has come, and neither a picture nor the layout changes any more.
SETTLED = """async () => {
  const app = document.querySelector('[data-testid=stApp]');
  if (app?.dataset.testScriptState !== 'notRunning') return false;
  if (document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner], [data-testid=stToast]')) return false;
  if ([...document.images].some((image) => !image.complete)) return false;
  if (document.querySelector('.live-curves__plot:not([aria-label])')) return false;
  const isWiderThanItsPlace = (svg) => svg.clientWidth > svg.closest('.live-curves__plot').clientWidth + 1;
  if ([...document.querySelectorAll('.live-curves__plot .main-svg')].some(isWiderThanItsPlace)) return false;
  const ground = getComputedStyle(app).backgroundColor;
  const grounds = [...document.querySelectorAll('.js-plotly-plot')].map((plot) => plot.querySelector('.main-svg'));
  const isThemed = (colour) => ['', 'transparent', 'rgba(0, 0, 0, 0)', ground].includes(colour);
  if (!grounds.every((svg) => svg && isThemed(svg.style.background || svg.style.backgroundColor))) return false;
  await document.fonts.ready;
  const passing = (each) => each.playState === 'running' && each.effect?.getComputedTiming().iterations !== Infinity;
  if (document.getAnimations().some(passing)) return false;
  const main = document.querySelector('[data-testid=stMain]');
  const drawer = document.querySelector('[data-testid=stSidebar]');
  const shown = () => [
    main.scrollHeight, main.scrollWidth, main.querySelectorAll('*').length, innerWidth,
    drawer?.clientWidth, drawer?.getBoundingClientRect().left,
  ].join();
  const before = shown();
  await new Promise((go) => setTimeout(go, 250));
  return before === shown();
}"""


def settle(page: Page) -> None:
    """Waits until nothing of the page is under way."""
    page.mouse.move(0, 0)
    page.wait_for_function(SETTLED, polling=100)
