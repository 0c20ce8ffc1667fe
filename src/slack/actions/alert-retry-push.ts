import { remedyAction } from './action.ts';

export default remedyAction('retry-push', 'admin');
