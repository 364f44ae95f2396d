import type { Signature } from '../signature.ts'

/** Credentials that clouds, object stores, Vault, Git and HTTP services reject, or that are missing. */
export const cloud: readonly Signature[] = [
  {
    id: 'aws-credentials-refused',
    cause: 'app-authentication-failed',
    words: [
      'invalidaccesskeyid',
      'signaturedoesnotmatch',
      'invalidclienttokenid',
      'expiredtoken',
      'expiredtokenexception',
      'unrecognizedclientexception',
      'invalididentitytoken',
      'invalididentitytokenexception',
      'webidentityerr',
      'webidentityerror',
      'invalidsignatureexception',
      'security',
      'missingauthenticationtoken',
      'authfailure',
      'records',
      'calculated',
    ],
    pattern:
      /\b(?:InvalidAccessKeyId|SignatureDoesNotMatch|InvalidClientTokenId|ExpiredToken(?:Exception)?|UnrecognizedClientException|InvalidIdentityToken(?:Exception)?|WebIdentityErr(?:or)?|InvalidSignatureException|AuthFailure)\b|\bsecurity token included in the request is (?:invalid|expired)|\bAccess Key Id you provided does not exist in our records\b|\brequest signature we calculated does not match\b/,
  },
  {
    id: 'aws-not-authorized',
    cause: 'app-authentication-failed',
    words: [
      'authorized',
      'accessdenied',
      'accessdeniedexception',
      'operation',
      'unauthorizedoperation',
      'service',
      'access',
      'kms',
    ],
    pattern:
      /\bUser: (?<user>arn:aws[\w-]{0,20}:\S{1,200}) is not authorized to perform: (?<verb>[\w:-]{1,100})|\bNot authorized to perform sts:AssumeRoleWithWebIdentity|\ban error occurred \((?:AccessDenied(?:Exception)?|40[13]|Forbidden)\) when calling the|\bAccessDenied: Access Denied\b|\bcode: AccessDenied\b|\bUnauthorizedOperation: You are not authorized\b|\(Service: [\w ]{2,40}[,;] Status Code: 40[13][,;]|\b(?:s3 object|iter bucket): Access Denied\b|\bKMS\.\w{1,30}Exception\b|\bS3Exception: Access Denied\b|\bErrors::AccessDenied\b|\bapi error (?:AccessDenied\w{0,9}|UnauthorizedOperation|Forbidden): |\boperation error \S[^:\n]{1,60}: [^\n]{1,400}\(AccessDenied(?:Exception)?\)/i,
  },
  {
    id: 'cloud-credentials-absent',
    cause: 'app-missing-environment-variable',
    words: ['credentials', 'region', 'noregionerror', 'nocredentialserror', 'nocredentialproviders'],
    weak: true,
    pattern:
      /\bUnable to locate credentials|\bCould not load credentials from any providers|\bNoCredentialProviders\b|\bUnable to load (?:AWS )?credentials|\bcredentials were not found|\bcould not find default credentials|\bCould not automatically determine credentials|\bCould not load the default credentials|\bYou must specify a region|\bRegion is missing|\bMissing credentials in config|\bUnable to load region from any/,
  },
  {
    id: 'azure-credentials',
    cause: 'app-authentication-failed',
    words: [
      'aadsts',
      'defaultazurecredential',
      'clientauthenticationerror',
      'credentialunavailableerror',
      'invalid_client',
      'authenticationfailed',
      'adal',
      'authorizationfailed',
      'linkedauthorizationfailed',
      'put',
      'authorizationpermissionmismatch',
      'forbiddenbyrbac',
      'authorizationfailure',
    ],
    pattern:
      /\bPut token failed\b|\bAuthorization(?:PermissionMismatch|Failure)\b|\bForbiddenBy(?:Rbac|Policy|Firewall|Connection)\b|\bAADSTS\d{4,8}\b|\bDefaultAzureCredential failed to retrieve a token|\bClientAuthenticationError\b|\badal: Refresh request failed\b|\bCode="(?:Linked)?AuthorizationFailed"|\binvalid_client\b|\bAuthenticationFailed\b.{0,60}Server failed to authenticate/,
  },
  {
    id: 'google-credentials',
    cause: 'app-authentication-failed',
    words: [
      'invalid_grant',
      'permission_denied',
      'unauthenticated',
      'permissiondenied',
      'googleapi',
      'access',
      'scopes',
      'api',
    ],
    pattern:
      /\binvalid_grant\b|\binsufficient authentication scopes\b|\bAPI has not been used in project \S{1,60} before or it is disabled\b|\bexceptions\.(?:PermissionDenied|Forbidden|Unauthenticated): 40[13] |\bgoogleapi: Error 40[13]: .{0,1000}\b(?:notAuthorized|forbidden|insufficientPermissions|authError|required)$|\bdoes not have [a-z]{3,40}\.[\w.]{3,80} access\b|\bcode = (?:PermissionDenied|Unauthenticated)\b|\bPERMISSION_DENIED: |\bUNAUTHENTICATED: |\b40[13] (?:PERMISSION_DENIED|UNAUTHENTICATED)\b/i,
  },
  {
    id: 'huggingface-gated',
    cause: 'app-authentication-failed',
    words: ['gated', 'gatedrepoerror'],
    pattern: /\bGatedRepoError\b|\bCannot access gated repo for url\b/,
  },
  {
    id: 'vault-denied',
    cause: 'app-authentication-failed',
    words: ['denied', 'errors', 'making', 'token', 'service', 'invalid'],
    pattern:
      /\b(?:permission denied|invalid token|bad token), on (?:get|post|put|delete|list) https?:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?|^\s{0,4}(?:\| )?\* (?:permission denied|invalid token|missing client token|invalid role(?: or secret ID| name)|service account (?:name|namespace) not authorized|lookup failed: service account unauthorized)\b|\bCode: 403\. Errors:|\bError making API request\..{0,200}403/,
  },
  {
    id: 'vault-login-rejected',
    cause: 'app-authentication-failed',
    words: ['errors'],
    above: /\berror authenticating\b|\/auth\/[\w-]{1,60}\/login\b/,
    pattern: /^Code: 400\. Errors:/,
  },
  {
    id: 'consul-acl',
    cause: 'app-authentication-failed',
    words: ['acl', 'accessorid', 'making'],
    except: /\bRequest error: method=/,
    pattern:
      /\brpc error making call: (?:ACL not found|Permission denied)|\b403 \((?:ACL not found|Permission denied: (?:token|anonymous))/,
  },
  {
    id: 'git-unread',
    cause: 'app-dependency-unreachable',
    words: ['repository'],
    weak: true,
    pattern: /\bfatal: Could not read from remote repository\b/,
  },
  {
    id: 'git-authentication',
    cause: 'app-authentication-failed',
    words: [
      'authentication',
      'authorization',
      'username',
      'publickey',
      'authenticate',
      'authenticationexception',
      'jschexception',
    ],
    pattern:
      /\bfatal: Authentication failed for '|\bunable to (?:clone|list remote for|fetch) '[^']{1,300}': (?:authentication required|authorization failed)\b|\bcode = Unknown desc = authentication required\b|\bcould not read Username for '|\bPermission denied \((?:publickey|password|keyboard-interactive)|\bssh: unable to authenticate, attempted methods\b|\bparamiko\.\S{0,30}AuthenticationException\b|\bJSchException: Auth fail\b/,
  },
  {
    id: 'api-key-rejected',
    cause: 'app-authentication-failed',
    words: [
      'api',
      'subscription',
      'invalid_api_key',
      'authorization',
      'invalidtoken',
      'tokeninvalid',
      'token_invalid',
      'access_token_invalid',
      'aiogram',
      'authenticate',
      'unauthorized',
      'stripeauthenticationerror',
    ],
    pattern:
      /\bInvalid format for Authorization header\b|\bAn API error occurred: (?:invalid_auth|not_authed|token_revoked|token_expired|account_inactive)\b|\btelegram\.error\.InvalidToken\b|\[(?:TokenInvalid|TOKEN_INVALID)\]|\bACCESS_TOKEN_INVALID\b|\baiogram\.\S{1,60}: Token is invalid\b|\bHTTP 401 error: .{0,120}\bAuthenticate\b|\bResponseError: Unauthorized\b|\bError code: 401 - \{'error'|\b(?:Invalid|Incorrect) API [Kk]ey provided\b|\binvalid subscription key or wrong API endpoint\b|\bStripeAuthenticationError\b|["']code["']: ["']invalid_api_key["']/,
  },
  {
    id: 'http-unauthorized',
    cause: 'app-authentication-failed',
    words: ['unauthorized', 'unauthorised'],
    weak: true,
    pattern: /\b401\b.{0,30}\bUnauthori[sz]ed\b|\bUnauthori[sz]ed\b.{0,30}\b401\b|\bstatus code:? 401\b/i,
  },
  {
    id: 'words-own-login-refused',
    cause: 'app-authentication-failed',
    words: ['our', 'login', 'said', 'returned', 'answered', 'responded', 'replied', 'authenticationfailed'],
    pattern:
      /\b(?:rejected|refused|denied|did not accept|does not accept) our (?:credentials?|login|password|token|api key|user)\b|\blogin to (?:the )?(?:database|db|broker|server|registry|\S{1,100}:\d{2,5})\b.{0,80}\b(?:denied|refused|rejected|failed)\b|\b(?:server|upstream|broker|registry|api|backend|remote) (?:said|returned|answered|responded|replied) (?:with )?(?:HTTP )?40[13]\b|\bFTP login (?:refused|rejected|denied|failed)\b|\[AUTHENTICATIONFAILED\]/i,
    except: /\bcertificate\b|\bx509\b/i,
  },
  {
    // Only if the app's own job fails: clients that log in here see the same words.
    id: 'words-credentials-refused',
    cause: 'app-authentication-failed',
    words: ['token', 'key', 'credentials', 'password', 'login', 'secret', 'denied', 'auth'],
    weak: true,
    isOfOwnJob: true,
    pattern:
      /\b(?:(?:push|pull|sync|copy|export|upload|download|publish|fetch|backup|refresh|deliver|charge|index|replicat|import|flush|scrape|poll|consum|connect)\w{0,8}\b.{0,80}\b(?:fail\w{0,4}|aborted|stopped)\b|[Ff]ailed to (?:push|pull|sync|copy|export|upload|download|publish|fetch|back ?up|refresh|deliver|charge|index|replicate|import|flush|scrape|poll|consume|connect)\b).{0,120}\b(?:(?:token|key|credentials|password|login|secret) (?:has |have |is |are |was |were )?(?:been )?(?:expired|revoked|rejected|refused|denied|invalid|wrong|mismatch|no longer valid)|(?:expired|revoked|rejected|invalid|wrong|bad) (?:access |auth )?(?:token|api key|credentials|password|login|secret)|Access ?Denied)\b|\b(?:database|db|broker|redis|postgres\w{0,5}|mysql|mongo\w{0,2}|kafka|rabbitmq|registry|vault|ldap|smtp) (?:login|auth\w{0,11}) (?:was )?(?:rejected|refused|denied)\b|\b(?<service>redis|postgres\w{0,5}|mysql|mongo\w{0,2}|kafka|rabbitmq|registry|vault|ldap|smtp) (?:rejected|refused|denied) (?:auth|login|password|credentials|the (?:login|password|credentials))\b/i,
    except: /\b(?:user|client|customer|visitor|tenant|session|cookie)\b/i,
  },
  {
    // `oauth2.RetrieveError`, go-autorest, MSAL and apps' own words: the token server refuses.
    id: 'token-not-issued',
    cause: 'app-authentication-failed',
    words: ['token'],
    weak: true,
    isOfOwnJob: true,
    pattern:
      /\b(?:cannot|could not|couldn't|can't|failed to|unable to|error) (?:re)?(?:fetch|fresh|obtain|acquir|get|retriev|exchang|renew)\w{0,5} (?:the |an? |new )?(?:\w{1,20} )?(?:access |auth(?:orization)? |oauth2? |bearer |refresh )?token\b.{0,400}(?<![\d.])(?:40[013]\b|invalid_\w|[Uu]nauthorized|denied|expired|revoked)/i,
    except: /\b(?:user|customer|visitor|csrf|session)\b/i,
  },
  {
    id: 'words-authentication-failed',
    cause: 'app-authentication-failed',
    words: ['authentication', 'credentials', 'login', 'password', 'authenticate', 'auth', 'username', 'key'],
    weak: true,
    pattern:
      /\bauthentication (?:has )?(?:failed|failure|error)\b|\b(?:failed|unable) to (?:authenticate|log ?in)\b|\b(?:invalid|bad|wrong|incorrect) (?:username|user name|login|credentials|password|api key|auth(?:entication)? token)\b|\blogin (?:failed|incorrect|denied)\b|\bpassword is incorrect\b|\b(?:api|access|sdk) key (?:is |was )?(?:invalid|expired|revoked|rejected|disabled)\b/i,
    except: /\bdial (?:tcp|udp)\b|\btime[d-]? ?out\b|\brefused\b|\bno such host\b|\bunreachable\b|\bx509: /i,
  },
]
