import { documentedProblems } from './problems.ts';

/** The page of the API documentation. Its policy permits files of this server only, so its script is a file too. */
export const DOCS_PAGE = pageOf(
  'Burgee HTTP API',
  '<link rel="stylesheet" href="swagger-ui.css"><script src="swagger-ui-bundle.js" defer></script><script src="start.js" defer></script>',
  '<div id="docs"></div><noscript>This page needs JavaScript. <a href="../openapi.json">The document itself</a> does not.</noscript>',
);

/** `deepLinking` gives each operation an address. */
export const START_SCRIPT = `window.SwaggerUIBundle({
  url: '../openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  docExpansion: 'list',
  filter: true,
  tryItOutEnabled: false,
  persistAuthorization: false,
});
`;

const SIGN_IN =
  '<section id="sign-in"><h2>Sign-in</h2><p>The sign-in was refused, or its provider is unavailable. ' +
  'The code, the title and the hint say why.</p></section>';

/** One section for each failure code. */
export function problemsPage(): string {
  const sections = documentedProblems().map(
    ({ code, anchor, status, title, hint }) =>
      `<section id="${anchor}"><h2>${code}</h2><p>Status ${status}. For example: <q>${escapeHtml(title)}</q></p>` +
      `<p>${escapeHtml(hint)}</p></section>`,
  );
  return pageOf(
    'Problems of the Burgee HTTP API',
    '',
    `<main><h1>Problems</h1><p>A request that fails is answered with one of these codes. <a href="./">All operations</a></p>${sections.join('')}${SIGN_IN}</main>`,
  );
}

function pageOf(title: string, head: string, body: string): string {
  const meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">';
  return `<!doctype html><html lang="en"><head>${meta}<title>${title}</title>${head}</head><body>${body}</body></html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
