/** What every answer of the panel tells the browser: load nothing from elsewhere, run nothing inline, allow no frame, keep nothing. */
import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'
import type { PanelEnv } from '../panel-env.ts'

/** Headers that hono sets by default and the panel does not send are switched off. */
const setHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  crossOriginOpenerPolicy: 'same-origin',
  crossOriginResourcePolicy: 'same-origin',
  permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [] },
  referrerPolicy: 'same-origin',
  strictTransportSecurity: 'max-age=31536000; includeSubDomains',
  xContentTypeOptions: 'nosniff',
  xFrameOptions: 'DENY',
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
})

/** `no-store` unless the route says otherwise, because pages show personal data. */
export const securityHeaders = createMiddleware<PanelEnv>(async (c, next) => {
  await setHeaders(c, next)
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
})
