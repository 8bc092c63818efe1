// Each report's columns and sums, as texts.

import { dotted } from '../office/elements.js';
import { dayText, momentText } from '../office/time.js';
import { has, spoken, t } from '../office/words.js';

const flagText = (flag) => (has(`flag.${flag}`) ? t(`flag.${flag}`) : flag);
const moment = (text) => momentText(text, spoken());

function notes(line) {
  const off = line.offline === true ? t('offline') : line.offline > 0 ? t('offlineCount', { n: line.offline }) : '';
  return [line.odd && t('odd'), off, ...(line.flags ?? []).map(flagText)].filter(Boolean).join('; ');
}

const NAME = ['name', (line) => line.name];
const CPF = ['cpf', (line) => dotted(line.cpf)];
const NOTES = ['notes', notes];
const PUNCH = [NAME, CPF, ['punchedAt', (line) => moment(line.punchedAt)], ['receivedAt', (line) => moment(line.receivedAt)]];

export const COLUMNS = {
  presence: [NAME, CPF, ['since', (line) => moment(line.since)], ['last', (line) => moment(line.last)], ['count', (line) => line.punches]],
  headcount: [['minute', (line) => line.minute], ['count', (line) => line.punches], ['present', (line) => line.present]],
  days: [
    ...[NAME, CPF, ['date', (line) => dayText(line.date, spoken())], ['first', (line) => line.first]],
    ...[['last', (line) => line.last], ['count', (line) => line.count], NOTES],
  ],
  punches: [...PUNCH, ['nsr', (line) => line.nsr], NOTES],
  late: [...PUNCH, ['delay', (line) => delayText(line.delayMinutes)], NOTES],
};

const delayText = (minutes) => t('delay', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });

/** Names and values of the sums of a report's first answer. */
export function sumsOf(report, body) {
  if (report === 'presence') return [['sum.count', body.count]];
  if (report === 'days') return ['days', 'punches', 'odd', 'offline', 'flagged'].map((name) => [`sum.${name}`, body.totals?.[name] ?? 0]);
  if (report !== 'headcount' || !body.minutes?.length) return [];
  const at = (found, name) => t('atMinute', { n: found[name], minute: found.minute });
  const sums = [['sum.punches', body.punches]];
  if (body.peak) sums.push(['sum.peak', at(body.peak, 'punches')]);
  if (body.present) sums.push(['sum.most', at(body.present, 'present')]);
  return sums;
}
