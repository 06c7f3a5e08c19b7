import { BY_PROVIDER, refuseWeakPassword } from '@burgee/api';
import { DomainError, Email, ownValue, Password, validationFailure } from '@burgee/contracts';
import type { Request as ExpressRequest, RequestHandler, Response as ExpressResponse } from 'express';
import { z } from 'zod';
import { refuseOtherPages } from '../cross-site.ts';
import { problemType } from '../openapi/problems.ts';
import { sendProblem } from '../problem.ts';
import { BASE_PATH, SIGN_IN_PAGE } from './better-auth.ts';
import type { SignIn } from './sign-in.ts';

/** A path on this server, so that our links cannot redirect elsewhere. better-auth checks it again. */
const Path = z.string().startsWith('/').max(2_000);

/** Jobs of CI services sign in here. */
const EXCHANGE = '/exchange';

const GivenPassword = z.string().min(1).max(128);

type Route = {
  readonly body?: z.ZodType<object>;
  readonly isAtProvider?: true;
  /** Checks a body in ways that depend on the caller. @throws DomainError VALIDATION_FAILED. */
  readonly check?: (signIn: SignIn, request: ExpressRequest) => Promise<void>;
};

/** The routes of better-auth that are offered. Its others, such as signing up, do not exist here. */
const ROUTES: Readonly<Record<string, Route>> = {
  'POST /sign-in/email': {
    body: z.strictObject({ email: Email, password: GivenPassword, rememberMe: z.boolean().optional() }),
  },
  'POST /sign-out': { body: z.strictObject({}).default({}) },
  'GET /get-session': {},
  'POST /change-password': {
    body: z
      .strictObject({ currentPassword: GivenPassword, newPassword: Password })
      // Signs out everyone who used the old password.
      .transform((body) => ({ ...body, revokeOtherSessions: true })),
    check: refuseWeakNewPassword,
  },
  'POST /sign-in/social': {
    isAtProvider: true,
    body: z
      .strictObject({
        provider: z.literal(BY_PROVIDER),
        callbackURL: Path.optional(),
        errorCallbackURL: Path.optional(),
      })
      // The page redirects on its own.
      .transform((body) => ({ ...body, disableRedirect: true })),
  },
  [`GET /callback/${BY_PROVIDER}`]: { isAtProvider: true },
};

/** Mounted at `BASE_PATH`, after body parsing. */
export function signInRoutes(signIn: SignIn): RequestHandler {
  return (request, response, next) => {
    // A use case, whose attempts count like those of signing in.
    if (request.method === 'POST' && request.path === EXCHANGE) return next();
    answer(signIn, request, response).catch(next);
  };
}

async function answer(signIn: SignIn, request: ExpressRequest, response: ExpressResponse): Promise<void> {
  const { method, path, baseUrl, originalUrl } = request;
  // Requires the exact spelling, although Express does not: the request limits match paths exactly.
  const route = baseUrl === BASE_PATH ? ROUTES[`${method} ${path}`] : undefined;
  if (!route) throw new DomainError({ code: 'ROUTE_NOT_FOUND', method, path: originalUrl.split('?', 1)[0] ?? '' });
  if (method === 'POST') refuseOtherPages(request, signIn.place.origin);
  const asked = toFetchRequest(signIn, request, route);
  await route.check?.(signIn, request);
  const answered = await (route.isAtProvider ? signIn.answerWithProvider(asked) : signIn.answer(asked));
  if (!answered) return sendFailure(signIn, request, response, { ...AWAY, status: 502 });
  await sendAuthResponse(signIn, request, response, answered);
}

async function refuseWeakNewPassword(signIn: SignIn, request: ExpressRequest): Promise<void> {
  const caller = await signIn.callerOf(request, () => undefined);
  // better-auth refuses other callers.
  if (!('session' in caller)) return;
  const { newPassword } = request.body as { newPassword: string };
  refuseWeakPassword(newPassword, { email: caller.session.name }, 'newPassword');
}

/** Passes on only what is needed, so that better-auth acts on nothing else. @throws DomainError VALIDATION_FAILED. */
function toFetchRequest(signIn: SignIn, request: ExpressRequest, { body, isAtProvider }: Route): Request {
  const { place, cookies } = signIn;
  const { method, path, originalUrl } = request;
  const query = originalUrl.indexOf('?');
  const url = `${place.origin}${place.base}${BASE_PATH}${path}${query < 0 ? '' : originalUrl.slice(query)}`;
  const sent = cookies.read(request);
  const cookie = sent === undefined ? undefined : { cookie: sent };
  if (!body) return new Request(url, { method, headers: { ...cookie } });
  const { data, error } = body.safeParse(request.body);
  if (error) throw new DomainError(validationFailure(error));
  return new Request(url, {
    method,
    headers: { ...cookie, 'Content-Type': 'application/json' },
    body: JSON.stringify(isAtProvider ? { ...pagesBelow(place.base), ...data } : data),
  });
}

/** The page after a sign-in with a provider, unless the request names another one. */
function pagesBelow(base: string) {
  return { callbackURL: `${base}/admin/`, errorCallbackURL: base + SIGN_IN_PAGE };
}

async function sendAuthResponse(
  signIn: SignIn,
  request: ExpressRequest,
  response: ExpressResponse,
  answered: Response,
): Promise<void> {
  for (const line of answered.headers.getSetCookie())
    response.append('Set-Cookie', signIn.cookies.write(line, request));
  response.setHeader('Cache-Control', 'no-store');
  const location = answered.headers.get('Location');
  if (location !== null) return void response.status(answered.status).setHeader('Location', location).end();
  const text = await answered.text();
  const parsed = text ? (JSON.parse(text) as unknown) : null;
  if (answered.status >= 500) throw new Error(`signing in failed: ${text}`);
  if (answered.status >= 400) {
    return sendFailure(signIn, request, response, { ...Failure.parse(parsed ?? {}), status: answered.status });
  }
  // The token belongs in the cookie only: scripts do not need it.
  response
    .status(answered.status)
    .type('json')
    .send(JSON.stringify(parsed, (key, value: unknown) => (key === 'token' ? undefined : value)));
}

/** The body of better-auth's failures. */
const Failure = z.object({
  code: z.string().default('SIGN_IN_FAILED'),
  message: z.string().default('The request failed.'),
});

const AWAY: z.infer<typeof Failure> = {
  code: 'PROVIDER_UNAVAILABLE',
  message: 'The sign-in provider is unavailable.',
};

const HINTS: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: 'Check both, and try again.',
  PROVIDER_UNAVAILABLE: 'Try again, or sign in with a password. The server log has the details.',
};

function sendFailure(
  { place }: SignIn,
  { requestId }: ExpressRequest,
  response: ExpressResponse,
  { code, message, status }: z.infer<typeof Failure> & { readonly status: number },
): void {
  const type = problemType('sign-in', place.base);
  sendProblem(response, {
    type,
    title: message,
    status,
    code,
    hint: ownValue(HINTS, code) ?? 'Sign in again.',
    requestId,
  });
}
