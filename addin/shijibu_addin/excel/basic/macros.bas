Option Explicit

Public Sub Auto_Open()
    ShijibuDescribe
End Sub

' What each button of the ribbon calls: its tag is the macro's name.
Public Sub ShijibuRibbon(control As Object)
    ShijibuRun control.Tag
End Sub

' Runs a macro on the workbook in front; the macro says in a box what it did.
Private Sub ShijibuRun(ByVal macro As String)
    If ActiveWorkbook Is Nothing Then
        ' The office's commands need no workbook; what starts Python does.
        If Left(macro, 7) <> "office_" Then Exit Sub
        Workbooks.Add
    End If
    RunPython "from shijibu_addin.excel.menu import run; run('" & macro & "')"
End Sub

' Gives the functions their Chinese descriptions, which stand on the settings sheet: name, description, number of arguments, arguments.
' Excel describes no function of a hidden workbook, so that the add-in is shown while this is done.
Private Sub ShijibuDescribe()
    Dim told() As String, place As Range, i As Long, wasAddin As Boolean
    wasAddin = ThisWorkbook.IsAddin
    Application.ScreenUpdating = False
    On Error GoTo done
    If wasAddin Then ThisWorkbook.IsAddin = False
    Set place = ThisWorkbook.Worksheets("shijibu.conf").Range("D1")
    Do While Len(place.Value) > 0
        If place.Offset(0, 2).Value > 0 Then
            ReDim told(1 To place.Offset(0, 2).Value)
            For i = 1 To UBound(told)
                told(i) = place.Offset(0, 2 + i).Value
            Next i
            Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & place.Value, Description:=place.Offset(0, 1).Value, _
                Category:=ThisWorkbook.Worksheets("shijibu.conf").Range("C1").Value, ArgumentDescriptions:=told
        Else
            Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & place.Value, Description:=place.Offset(0, 1).Value, _
                Category:=ThisWorkbook.Worksheets("shijibu.conf").Range("C1").Value
        End If
        Set place = place.Offset(1, 0)
    Loop
done:
    If wasAddin Then ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Application.ScreenUpdating = True
End Sub
