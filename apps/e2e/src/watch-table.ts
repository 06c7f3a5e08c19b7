declare global {
  /** Resolves to the milliseconds from the last key press until the table shows this result. */
  function answered(total: number, first: string | undefined): Promise<number>;
  /** Returns the duration of the longest task since the last call, in milliseconds. */
  function longestTask(): number;
}

/** Runs in the page. Defines `answered` and `longestTask`. */
export function watchTable(): void {
  let pressedAt = 0;
  let longest = 0;
  addEventListener('keydown', ({ timeStamp }) => (pressedAt = timeStamp), { capture: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: 'longtask' });
  globalThis.longestTask = () => {
    const found = longest;
    longest = 0;
    return found;
  };
  globalThis.answered = (total, first) =>
    new Promise((resolve) => {
      const words = `${total.toLocaleString('en')} ${total === 1 ? 'flag' : 'flags'}`;
      const isThere = () =>
        [...document.querySelectorAll('[role=status]')].some(({ textContent }) => textContent === words) &&
        document.querySelector('[role=table]')?.getAttribute('aria-busy') !== 'true' &&
        document.querySelector('[data-flag-link="0"]')?.textContent === first;
      const observer = new MutationObserver(check);
      function check(): void {
        if (!isThere()) return;
        observer.disconnect();
        // A frame is on the screen when the next task runs.
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressedAt)));
      }
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    });
}
