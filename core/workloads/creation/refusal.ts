/** One resource of a refusal by quota, as the API server prints the quantities. */
export interface QuotaShortage {
  readonly resource: string
  readonly requested: string
  readonly used: string
  readonly limited: string
}

/** One bound of a LimitRange that an object breaks. */
export interface LimitBreach {
  readonly bound: 'min' | 'max' | 'ratio'
  readonly resource: string
  /** `Container`, `Pod` or `PersistentVolumeClaim`. */
  readonly type: string
  readonly allowed: string
  readonly actual: string | undefined
  /** Which of the two quantities breaks it, where the message says so. */
  readonly of: 'request' | 'limit' | undefined
}

/** A field and what the API server finds wrong with it. */
export interface FieldFault {
  readonly path: string
  readonly detail: string
}

/** Why the API server refuses an object. `kind` is the id of the cause where there is one. */
export type Refusal =
  | { readonly kind: 'quota-exceeded'; readonly quota: string; readonly shortages: readonly QuotaShortage[] }
  | { readonly kind: 'quota-scope-uncovered'; readonly scopes: string }
  | {
      readonly kind: 'quota-requires-resources'
      readonly quota: string
      readonly demands: readonly { readonly resource: string; readonly containers: readonly string[] }[]
    }
  | { readonly kind: 'limit-range-violation'; readonly breaches: readonly LimitBreach[] }
  | {
      readonly kind: 'pod-security-violation'
      readonly by: 'PodSecurity' | 'PodSecurityPolicy' | 'SecurityContextConstraints'
      /** `restricted:latest` for PodSecurity. */
      readonly level: string | undefined
      readonly violations: string
    }
  | { readonly kind: 'service-account-missing'; readonly name: string }
  | { readonly kind: 'priority-class-missing'; readonly name: string }
  | { readonly kind: 'runtime-class-missing'; readonly name: string }
  | { readonly kind: 'admission-webhook-denied'; readonly webhook: string; readonly message: string }
  | {
      readonly kind: 'admission-webhook-unavailable'
      readonly webhook: string
      readonly url: string | undefined
      readonly error: string
    }
  | {
      readonly kind: 'admission-policy-denied'
      readonly policy: string
      readonly binding: string | undefined
      readonly message: string
    }
  | { readonly kind: 'namespace-terminating'; readonly namespace: string }
  | {
      readonly kind: 'pod-template-invalid'
      readonly faults: readonly FieldFault[]
      /** The claim that is invalid, where it is not the pod. */
      readonly claim: string | undefined
    }
