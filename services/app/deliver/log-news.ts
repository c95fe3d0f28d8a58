import type { DeliveryNews } from '../../deliver/delivery-news.ts'
import type { Logger } from '../logger.ts'

/** Writes what happened to deliveries into the log: one line each, with the destination and the alert. */
export function logNews(news: DeliveryNews, logger: Logger): void {
  const { destination } = news
  switch (news.kind) {
    case 'accepted': {
      const { alertId: alert, attempts, detail: answer } = news
      const repeated = news.possiblyRepeated ? { possibly_repeated: 'yes' } : {}
      logger.info('told', { destination, alert, attempts, answer, ...repeated })
      return
    }
    case 'refused': {
      const { alertId: alert, attempts, detail: answer } = news
      logger.error('was refused, and is not tried again', { destination, alert, attempts, answer })
      return
    }
    case 'failed': {
      const { alertId: alert, attempts, detail: reason } = news
      const facts = { destination, alert, attempts, reason, seconds: Math.ceil(news.retryIn / 1000) }
      if (news.isMisconfigured) logger.error('cannot tell until somebody puts it right; trying on', facts)
      else logger.warn('could not tell yet; trying again', facts)
      return
    }
    case 'expired': {
      const { count, alertId: alert, detail: reason } = news
      logger.error('was not told', { destination, alerts: count, alert, reason })
      return
    }
    case 'store': {
      const { detail: error, retryIn } = news
      logger.error('deliver waits for the store', { destination, error, seconds: retryIn / 1000 })
    }
  }
}
