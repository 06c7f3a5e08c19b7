import { declarationFile } from '@burgee/flags/declaration';
import type { Application } from './detect.ts';
import type { Framework } from './frameworks.ts';

const EXAMPLE: Parameters<typeof declarationFile>[0][number] = {
  key: 'new-checkout',
  type: 'boolean',
  description: 'An example. Replace it with your first flag.',
  offVariant: 'off',
  variants: [
    { key: 'on', value: true },
    { key: 'off', value: false },
  ],
};

/** The declaration of an application that has none. */
export function firstDeclaration({ isTypeScript }: Pick<Application, 'isTypeScript'>): string {
  const text = declarationFile(
    [EXAMPLE],
    [],
    ['The flags of this application. `burgee dev` serves them on your machine.'],
  );
  // The rest tells the compiler.
  return isTypeScript ? text : `${text.slice(0, text.indexOf('\ndeclare module'))}`;
}

const SERVERS: readonly Framework[] = ['next', 'express', 'hono', 'fastify', 'trpc', 'node'];
const has = ({ frameworks }: Application, names: readonly Framework[]) => frameworks.some((one) => names.includes(one));

/** The packages that the application needs. */
export function packagesOf(application: Application): readonly string[] {
  return [
    '@burgee/flags',
    ...(has(application, ['react', 'next']) ? ['@burgee/react'] : []),
    ...(has(application, ['browser']) ? ['@burgee/client'] : []),
    ...(has(application, SERVERS) ? ['@burgee/node'] : []),
  ];
}

/** The variables that tell the application where Burgee is. Only some names reach the code of pages. */
export function settingsOf(application: Application, url: string): readonly string[] {
  const isPage = has(application, ['react', 'browser', 'next']);
  const prefix = has(application, ['next']) ? 'NEXT_PUBLIC_' : application.hasVite ? 'VITE_' : '';
  const forPages = isPage && prefix !== '' ? [`${prefix}BURGEE_URL=${url}`] : [];
  const forServers = has(application, SERVERS) ? [`BURGEE_URL=${url}`, 'BURGEE_KEY=srv_dev'] : [];
  return forPages.length + forServers.length > 0 ? [...forPages, ...forServers] : [`BURGEE_URL=${url}`];
}

/** The text of a file with the lines that it lacks; `undefined` if it lacks none. A setting is known by its name. */
export function withLines(text: string | undefined, lines: readonly string[]): string | undefined {
  const known = new Set((text ?? '').split(/\r?\n/).map(nameOf));
  const missing = lines.filter((line) => !known.has(nameOf(line)));
  if (missing.length === 0) return undefined;
  const before = text === undefined || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}\n`;
  return `${before}${missing.join('\n')}\n`;
}

function nameOf(line: string): string {
  return (line.split('=', 1)[0] ?? '').replace(/^#/, '').trim().replace(/\/$/, '');
}
