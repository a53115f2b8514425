/** The address of one event. */

/** Of a parameter: a positive number that a bigint holds; another one is no route of ours, which is a 404. */
export const NUMBER = '{[1-9][0-9]{0,17}}'

export const EVENT_PATH = `/eventos/:id${NUMBER}` as const
