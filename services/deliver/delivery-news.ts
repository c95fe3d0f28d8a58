/** What the one who runs `deliver` is told, for the log and for counters. Holds no secrets. */
export type DeliveryNews = { readonly destination: string } & (
  | {
      readonly kind: 'accepted' | 'refused'
      readonly alertId: string
      readonly attempts: number
      readonly detail: string
      readonly possiblyRepeated: boolean
    }
  | {
      readonly kind: 'failed'
      readonly alertId: string
      readonly attempts: number
      readonly detail: string
      /** milliseconds until this one is tried again */
      readonly retryIn: number
      readonly isMisconfigured: boolean
    }
  /** too old, about the past, or their alert is gone */
  | { readonly kind: 'expired'; readonly count: number; readonly alertId: string; readonly detail: string }
  /** the store does not take what happened; tried again in so many milliseconds */
  | { readonly kind: 'store'; readonly detail: string; readonly retryIn: number }
)
