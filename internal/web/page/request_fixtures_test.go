package page

func requestFixtures() map[string]Page { return map[string]Page{} }
