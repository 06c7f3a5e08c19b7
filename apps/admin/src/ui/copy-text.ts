/**
 * Copies a text to the clipboard. Returns whether it worked.
 *
 * Browsers offer `navigator.clipboard` only to pages loaded over HTTPS or from localhost. Elsewhere the deprecated `copy`
 * command copies the selection.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    // eslint-disable-next-line no-restricted-syntax -- with a fallback
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  // Placed beside the button: a dialog takes the focus back from everything outside it.
  (focused?.parentElement ?? document.body).append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
