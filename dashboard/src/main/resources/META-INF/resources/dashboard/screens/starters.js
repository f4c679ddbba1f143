// Definitions to start from: the three use cases of the requirements, and the most common rhythms.

const reminderTime = (now) => new Date(now + 8 * 86_400_000).toISOString().slice(0, 11) + '09:00:00';

const STARTERS = {
  'tee-time': {
    title: 'Check tee times every morning',
    about: 'A web action at 06:00 in New York.',
    definition: () => ({
      name: 'daily-pebble-beach-tee-time',
      schedule_expression: 'cron(0 6 * * ? *)',
      timezone: 'America/New_York',
      target_type: 'web_action',
      payload: {
        action: 'check_and_book_tee_times', course_id: 'pebble-beach', date_offset_days: 1,
        preferred_times: ['09:00', '10:00', '11:00'], party_size: 4, auto_book: true, notify_on_success: true,
      },
    }),
  },
  summary: {
    title: 'Send a weekly summary',
    about: 'A notification at midnight from Saturday to Sunday.',
    definition: () => ({
      name: 'weekly-reservation-summary',
      schedule_expression: 'cron(0 0 ? * SUN *)',
      timezone: 'America/Los_Angeles',
      target_type: 'notification',
      payload: { action: 'send_reservation_summary', lookback_days: 7, lookahead_days: 14, notification_channel: 'ntfy' },
    }),
  },
  reminder: {
    title: 'Remind once',
    about: 'One notification, on a date and time.',
    definition: (now) => ({
      name: 'reminder-pebble-beach',
      schedule_expression: `at(${reminderTime(now)})`,
      timezone: 'America/Los_Angeles',
      target_type: 'notification',
      payload: { action: 'send_reminder', reservation_id: 'res_xyz789', message: 'Reminder: Tee time at Pebble Beach tomorrow at 9 AM' },
    }),
  },
  minutes: {
    title: 'Every n minutes',
    about: 'Counts from its start, whatever clocks do.',
    definition: () => ({ name: 'every-15-minutes', schedule_expression: 'rate(15 minutes)', timezone: 'UTC', target_type: 'web_action', payload: { action: 'sync' } }),
  },
  weekdays: {
    title: 'Weekdays at a time',
    about: 'Monday to Friday, in local time.',
    definition: () => ({ name: 'weekday-report', schedule_expression: 'cron(30 8 ? * MON-FRI *)', timezone: 'Europe/Berlin', target_type: 'notification', payload: { message: 'Your report is ready' } }),
  },
  'last-friday': {
    title: 'The last Friday of the month',
    about: 'Also the second Monday (MON#2) or the last day (L).',
    definition: () => ({ name: 'payday', schedule_expression: 'cron(0 9 ? * FRIL *)', timezone: 'Europe/London', target_type: 'notification', payload: { message: 'Pay the salaries' } }),
  },
};

export const starters = Object.entries(STARTERS).map(([id, { title, about }]) => ({ id, title, about }));

/** Returns the definition of a starter; an empty one for any other word. In a group it has the group's timezone, unless the starter names one. */
export function startFrom(id, group, now) {
  const empty = { name: '', schedule_expression: '', ...(group ? {} : { timezone: 'UTC' }), target_type: 'notification', payload: { message: '' } };
  const definition = Object.hasOwn(STARTERS, id ?? '') ? STARTERS[id].definition(now) : empty;
  return group ? { ...definition, group } : definition;
}
