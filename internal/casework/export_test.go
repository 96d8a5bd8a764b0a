package casework

// EraseStale is one draft of [Cases.SweepDrafts], as it is looked at again.
var EraseStale = (*Cases).eraseStale
